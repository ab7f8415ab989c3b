using SkiaSharp;

namespace Experiments;

/// <summary>JPEG files of <see cref="SyntheticPatterns"/>, of different sizes, in a folder for each class.</summary>
internal static class SyntheticPhotographs
{
    private const int Smallest = 40, Largest = 72, Quality = 90;

    /// <param name="folder">The folder that gets the folders of the classes.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="count">How many images of each.</param>
    /// <param name="random">What they are drawn with.</param>
    public static void Write(string folder, int classes, int count, Random random)
    {
        for (var label = 0; label < classes; label++)
        {
            var name = $"n{label:D8}";
            Directory.CreateDirectory(Path.Combine(folder, name));
            for (var i = 0; i < count; i++)
                File.WriteAllBytes(Path.Combine(folder, name, $"{name}_{i}.JPEG"), Draw(label, classes, random));
        }
    }

    private static byte[] Draw(int label, int classes, Random random)
    {
        var (width, height) = (random.Next(Smallest, Largest + 1), random.Next(Smallest, Largest + 1));
        var pixels = new byte[3 * width * height];
        SyntheticPatterns.Draw(pixels, label, classes, width, height, random);
        var rgba = new byte[4 * width * height];
        for (var at = 0; at < rgba.Length; at++) rgba[at] = at % 4 == 3 ? byte.MaxValue : pixels[at % 4 * width * height + at / 4];
        using var image = SKImage.FromPixelCopy(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque), rgba);
        using var encoded = image.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return encoded.ToArray();
    }
}

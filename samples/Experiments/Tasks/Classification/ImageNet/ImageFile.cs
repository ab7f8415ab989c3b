using SkiaSharp;

namespace Experiments;

/// <summary>Reads JPEG and PNG files.</summary>
internal static class ImageFile
{
    /// <summary>Filters when it makes images smaller, so that they do not alias.</summary>
    private static readonly SKSamplingOptions Sampling = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    /// <summary>Reads a part of an image, scaled to a square.</summary>
    /// <param name="file">The file.</param>
    /// <param name="crop">Chooses the part, given width and height.</param>
    /// <param name="flipped">Whether left and right are exchanged.</param>
    /// <param name="size">The side of the square.</param>
    /// <param name="pixels">What it is written to: red, green, blue, each row by row.</param>
    /// <returns>Whether the file is a whole image.</returns>
    public static bool TryRead(string file, Func<int, int, Crop> crop, bool flipped, int size, Span<byte> pixels)
    {
        using var image = Decode(file);
        if (image is null) return false;
        var part = crop(image.Width, image.Height);
        using var cropped = new SKBitmap();
        image.ExtractSubset(cropped, SKRectI.Create(part.Left, part.Top, part.Width, part.Height));
        using var scaled = new SKBitmap(Info(size, size));
        cropped.ScalePixels(scaled, Sampling);

        var from = scaled.GetPixelSpan();
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                var at = y * scaled.RowBytes + 4 * (flipped ? size - 1 - x : x);
                for (var channel = 0; channel < 3; channel++) pixels[(channel * size + y) * size + x] = from[at + channel];
            }

        return true;
    }

    /// <summary>The whole image, or null if the file is none or has an end too early.</summary>
    private static SKBitmap? Decode(string file)
    {
        using var codec = SKCodec.Create(file);
        if (codec is null) return null;
        var image = new SKBitmap(Info(codec.Info.Width, codec.Info.Height));
        if (codec.GetPixels(image.Info, image.GetPixels()) == SKCodecResult.Success) return image;
        image.Dispose();
        return null;
    }

    private static SKImageInfo Info(int width, int height) => new(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);
}

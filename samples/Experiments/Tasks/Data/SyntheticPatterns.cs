namespace Experiments;

/// <summary>Coloured stripes: their direction and hue are those of a class, phase, contrast and noise those of an image.</summary>
internal static class SyntheticPatterns
{
    /// <summary>Classes of the same hue differ in direction.</summary>
    private const int Hues = 10;

    /// <summary>Images of the classes, which are one after the other.</summary>
    public static Images Draw(int count, int classes, int size, Random random)
    {
        var labels = new byte[count];
        var pixels = new byte[count * 3 * size * size];
        for (var i = 0; i < count; i++)
        {
            labels[i] = (byte)(i % classes);
            Draw(pixels.AsSpan(i * 3 * size * size, 3 * size * size), labels[i], classes, size, size, random);
        }

        return new(pixels, labels, Channels: 3, size);
    }

    /// <summary>Draws an image of a class, channel by channel.</summary>
    public static void Draw(Span<byte> image, int label, int classes, int width, int height, Random random)
    {
        var hue = 2 * Math.PI * (label % Hues) / Math.Min(Hues, classes);
        // Up to 90 degrees: a flipped image is not of another class.
        var angle = Math.PI / 2 * (label / Hues) / Math.Max(1, (classes - 1) / Hues);
        var (contrast, phase) = (0.25 + 0.25 * random.NextDouble(), 2 * Math.PI * random.NextDouble());
        Span<double> colour = [.. Enumerable.Range(0, 3).Select(channel => 0.5 + 0.5 * Math.Cos(hue - 2 * Math.PI * channel / 3))];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var stripes = Math.Cos(0.8 * (x * Math.Cos(angle) + y * Math.Sin(angle)) + phase);
                for (var channel = 0; channel < 3; channel++)
                {
                    var noise = 0.1 * (random.NextDouble() - 0.5);
                    var value = 0.5 * colour[channel] + contrast * (0.5 + stripes * (0.5 + colour[channel]) / 2) + noise;
                    image[(channel * height + y) * width + x] = (byte)(255 * Math.Clamp(value, 0, 1));
                }
            }
    }
}

namespace Experiments;

/// <summary>Grey images of digits as on a seven-segment display, each shifted, slanted, scaled and drawn with a pen of its own.</summary>
internal static class SyntheticDigits
{
    /// <summary>The corners of a digit: top left and right, middle, bottom, in units of its width.</summary>
    private static readonly (double x, double y)[] Corners = [(0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (1, 2)];

    /// <summary>The corners that each segment joins, in the usual order of segments a to g.</summary>
    private static readonly (int from, int to)[] Segments = [(0, 1), (1, 3), (3, 5), (4, 5), (2, 4), (0, 2), (2, 3)];

    /// <summary>Which segments a digit has.</summary>
    private static readonly string[] Digits = ["abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg"];

    /// <summary>Images of digits, which are one after the other.</summary>
    public static Images Draw(int count, int size, Random random)
    {
        var pixels = new byte[count * size * size];
        for (var i = 0; i < count; i++) Draw(pixels.AsSpan(i * size * size, size * size), size, Digits[i % Digits.Length], random);
        return new(pixels, Labels: default, Channels: 1, size);
    }

    private static void Draw(Span<byte> image, int size, string segments, Random random)
    {
        var unit = size * Between(0.24, 0.36);
        var slant = Between(-0.2, 0.3);
        var pen = size * Between(0.04, 0.08);
        var (left, top) = (size * Between(0.25, 0.4), size * Between(0.12, 0.25));
        var corners = Corners.Select(corner => (x: left + unit * (corner.x - slant * (corner.y - 1)), y: top + unit * corner.y)).ToArray();
        var lines = segments.Select(name => Segments[name - 'a']).Select(line => (corners[line.from], corners[line.to])).ToArray();
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                var distance = double.PositiveInfinity;
                foreach (var (from, to) in lines) distance = Math.Min(distance, Distance(x, y, from, to));
                image[y * size + x] = (byte)(255 * Math.Clamp(pen + 0.5 - distance, 0, 1));
            }

        double Between(double least, double most) => least + random.NextDouble() * (most - least);
    }

    private static double Distance(double x, double y, (double x, double y) from, (double x, double y) to)
    {
        var (dx, dy) = (to.x - from.x, to.y - from.y);
        var along = Math.Clamp(((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy), 0, 1);
        var (awayX, awayY) = (x - from.x - along * dx, y - from.y - along * dy);
        return Math.Sqrt(awayX * awayX + awayY * awayY);
    }
}

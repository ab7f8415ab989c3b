namespace Experiments;

/// <summary>The part of an image that is used, in pixels of the image.</summary>
internal sealed record Crop(int Left, int Top, int Width, int Height)
{
    /// <summary>The part of the shorter side that evaluation uses: 224 of 256.</summary>
    private const double Central = 0.875;

    private const int Tries = 10;
    private const double SmallestArea = 0.08;
    private static readonly double WidestLog = Math.Log(4.0 / 3);

    /// <summary>The square in the middle.</summary>
    public static Crop Centre(int width, int height)
    {
        var side = Math.Max(1, (int)Math.Round(Central * Math.Min(width, height)));
        return new((width - side) / 2, (height - side) / 2, side, side);
    }

    /// <summary>A part of 8 to 100 % of the area, with sides from 3:4 to 4:3 (Szegedy et al. 2015, section 6), drawn as torchvision does.</summary>
    public static Crop Draw(int width, int height, Random random)
    {
        for (var i = 0; i < Tries; i++)
        {
            var area = width * height * (SmallestArea + (1 - SmallestArea) * random.NextDouble());
            var aspect = Math.Exp(WidestLog * (2 * random.NextDouble() - 1));
            var (w, h) = ((int)Math.Round(Math.Sqrt(area * aspect)), (int)Math.Round(Math.Sqrt(area / aspect)));
            if (w > 0 && w <= width && h > 0 && h <= height) return new(random.Next(width - w + 1), random.Next(height - h + 1), w, h);
        }

        // A very long image: as much of its middle as the sides allow.
        var (most, least) = (Math.Exp(WidestLog), Math.Exp(-WidestLog));
        var (fitWidth, fitHeight) = (Math.Min(width, (int)Math.Round(height * most)), Math.Min(height, (int)Math.Round(width / least)));
        return new((width - fitWidth) / 2, (height - fitHeight) / 2, fitWidth, fitHeight);
    }
}

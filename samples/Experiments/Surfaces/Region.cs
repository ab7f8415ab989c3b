namespace Experiments;

/// <summary>A rectangle of the plane.</summary>
internal sealed record Region(double Left, double Right, double Bottom, double Top)
{
    public static Region Square(double from, double to) => new(from, to, from, to);

    /// <summary>Points drawn uniformly, [count, 2]; the first of them are the same whatever the count.</summary>
    public double[,] Draw(int count, int seed)
    {
        var random = new Random(seed);
        var points = new double[count, 2];
        for (var i = 0; i < count; i++)
        {
            points[i, 0] = Left + (Right - Left) * random.NextDouble();
            points[i, 1] = Bottom + (Top - Bottom) * random.NextDouble();
        }

        return points;
    }
}

namespace Experiments;

/// <summary>Figures as reports show them.</summary>
internal static class Numbers
{
    /// <summary>Three decimals, or a power of ten where those would be zero.</summary>
    public static string Short(double value) => Math.Abs(value) is > 0 and < 0.0005 ? $"{value:0.0e+0}" : $"{value:0.000}";

    /// <summary>The mean and the standard deviation of the sample.</summary>
    public static string WithSpread(IReadOnlyList<double> values) => $"{Short(values.Average())} ± {Short(Deviation(values))}";

    /// <summary>The standard deviation of a sample; 0 of one value.</summary>
    public static double Deviation(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return values.Count < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }

    /// <summary>Numbers between two positive ones, each the same multiple of the one before; the ends are among them.</summary>
    public static double[] Geometric(double from, double to, int count) =>
        [.. Enumerable.Range(0, count).Select(i => from * Math.Pow(to / from, (double)i / Math.Max(1, count - 1)))];
}

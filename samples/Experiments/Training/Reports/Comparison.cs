namespace Experiments;

/// <summary>The runs of one optimizer, of all seeds.</summary>
/// <param name="Variant">The optimizer.</param>
/// <param name="Style">The colour of its curves.</param>
/// <param name="Runs">The runs.</param>
internal sealed record Comparison(Variant Variant, string Style, IReadOnlyList<TrainedRun> Runs)
{
    private const int Colours = 8;

    /// <summary>Groups runs by their optimizer; the order stays.</summary>
    public static IReadOnlyList<Comparison> Of(IReadOnlyList<TrainedRun> runs) =>
        [.. runs.GroupBy(run => run.Variant).Select((ofOne, index) =>
            new Comparison(ofOne.Key, $"c{index % Colours}{(index < Colours ? "" : " dashed")}", [.. ofOne]))];

    /// <summary>The runs that went to their end.</summary>
    public IReadOnlyList<TrainedRun> Converged => [.. Runs.Where(run => !run.HasDiverged)];

    /// <summary>A figure of the runs that converged: mean ± standard deviation, or the word for none.</summary>
    /// <param name="value">The figure of a run; NaN if it has none.</param>
    /// <param name="decimals">How many decimals it has; null for three, or a power of ten where these would show little.</param>
    public string Figure(Func<TrainedRun, double> value, int? decimals = null)
    {
        if (Converged.Count == 0) return "diverged";
        var values = Converged.Select(value).Where(figure => !double.IsNaN(figure)).ToList();
        if (values.Count == 0) return PaperFigures.Missing;
        var mean = values.Average();
        var format = decimals is { } count ? $"F{count}" : Math.Abs(mean) is 0 or (>= 0.01 and < 10_000) ? "F3" : "0.00e+0";
        return values.Count == 1 ? mean.ToString(format) : $"{mean.ToString(format)} ± {Numbers.Deviation(values).ToString(format)}";
    }

    /// <summary>The mean curve and its spread, over the runs that have a point there.</summary>
    /// <param name="curve">The curve of a run.</param>
    public IReadOnlyList<CurvePoint> Curve(Func<RunLog, IEnumerable<(double x, double y)>> curve) =>
        [.. Runs.SelectMany(run => curve(run.Log)).Where(point => double.IsFinite(point.y)).GroupBy(point => point.x, point => point.y)
            .OrderBy(points => points.Key).Select(points => new CurvePoint(points.Key, points.Average(), Numbers.Deviation([.. points])))];
}

/// <summary>A point of a mean curve.</summary>
/// <param name="X">The place.</param>
/// <param name="Mean">The mean of the runs.</param>
/// <param name="Deviation">Their standard deviation.</param>
internal readonly record struct CurvePoint(double X, double Mean, double Deviation);

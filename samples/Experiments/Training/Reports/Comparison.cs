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
    /// <param name="text">How it is written.</param>
    public string Figure(Func<TrainedRun, double> value, Func<double, string> text)
    {
        var values = Converged.Select(value).Where(figure => !double.IsNaN(figure)).ToList();
        if (Converged.Count == 0) return "diverged";
        if (values.Count == 0) return PaperFigures.Missing;
        return values.Count == 1 ? text(values[0]) : $"{text(values.Average())} ± {text(Numbers.Deviation(values))}";
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

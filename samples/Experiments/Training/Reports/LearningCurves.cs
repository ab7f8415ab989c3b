namespace Experiments;

/// <summary>Mean curves of several optimizers in one drawing, each with a band of one standard deviation.</summary>
internal static class LearningCurves
{
    /// <summary>From which ratio of the largest value to the smallest on equal ratios are drawn equally high.</summary>
    private const double LargeRatio = 30;

    /// <summary>The drawing; null if there is nothing to draw.</summary>
    /// <param name="title">What is drawn.</param>
    /// <param name="axis">What the x axis has.</param>
    /// <param name="curves">The curves, each with its colour.</param>
    /// <param name="keys">What the colours stand for, where it is not what the legend of the page has.</param>
    public static string? Draw(
        string title, string axis, IReadOnlyList<(string style, IReadOnlyList<CurvePoint> points)> curves,
        params IReadOnlyList<(string style, string label)> keys)
    {
        var points = curves.SelectMany(curve => curve.points).ToList();
        if (points.Count == 0 || points.Min(point => point.X) == points.Max(point => point.X)) return null;
        var (bottom, top) = (points.Min(point => point.Mean - point.Deviation), points.Max(point => point.Mean + point.Deviation));
        var lowest = points.Min(point => point.Mean);
        var isLogarithmic = lowest > 0 && points.Max(point => point.Mean) > LargeRatio * lowest;
        if (isLogarithmic) (bottom, top) = (lowest / 1.2, top * 1.1);
        else
        {
            var margin = Math.Max(0.04 * (top - bottom), 1e-6 * Math.Max(1e-3, Math.Abs(top)));
            (bottom, top) = (bottom - margin, top + margin);
        }

        var chart = new Chart(title, points.Max(point => point.X), bottom, top, points.Min(point => point.X), axis, isLogarithmic);
        foreach (var (style, curve) in curves)
            if (curve.Any(point => point.Deviation > 0))
                chart.Band(style, curve.Select(point => (point.X, point.Mean - point.Deviation, point.Mean + point.Deviation)));
        foreach (var (style, curve) in curves) chart.Curve(style, curve.Select(point => (point.X, point.Mean)));
        foreach (var (style, label) in keys) chart.Key(style, label);
        return chart.ToSvg();
    }
}

using System.Globalization;

namespace Experiments;

/// <summary>What came of training a task with several optimizers: tables and drawings.</summary>
internal static class TrainingFindings
{
    /// <param name="choices">What was chosen.</param>
    /// <param name="tried">The runs of the grid; empty without one.</param>
    /// <param name="optimizers">The runs of all seeds.</param>
    public static Findings Of(TrainingChoices choices, IReadOnlyList<TrainedRun> tried, IReadOnlyList<Comparison> optimizers)
    {
        var findings = new Findings();
        findings.Tables.Add(Results(choices, optimizers));
        if (choices.Quantities.Count > 0) findings.Tables.Add(Analysed(choices, optimizers));
        findings.Figures.AddRange(Curves(choices, optimizers).OfType<string>());
        if (choices.Sweep is { } sweep) findings.Figures.AddRange(Over(sweep, choices, optimizers).OfType<string>());
        foreach (var ofOne in tried.GroupBy(run => run.Variant.Method)) findings.Tables.Add(Tried([.. ofOne], choices.Task.Metric));
        return findings;
    }

    private static FindingsTable Results(TrainingChoices choices, IReadOnlyList<Comparison> optimizers)
    {
        var metric = choices.Task.Metric;
        return new(
            $"Validation and test: {metric.Name}; "
                + (choices.Seeds.Count == 1 ? "one seed" : $"mean ± standard deviation of {choices.Seeds.Count} seeds"),
            ["best validation", "in epoch", "test then", "last validation", "last training loss", "diverged", "seconds"],
            [.. optimizers.Select(one => new FindingsRow(one.Variant.Label, one.Style,
            [
                one.Figure(run => run.Best.Validation.Metric, metric.Decimals),
                one.Figure(run => run.Best.Epoch, decimals: 0),
                one.Figure(run => run.Best.Test?.Metric ?? double.NaN, metric.Decimals),
                one.Figure(run => run.Last.Validation.Metric, metric.Decimals),
                one.Figure(run => run.Last.TrainingLoss),
                one.Runs.Count == one.Converged.Count ? PaperFigures.Missing : $"{one.Runs.Count - one.Converged.Count} of {one.Runs.Count}",
                one.Figure(run => run.Last.Seconds, decimals: 0),
            ]))]);
    }

    private static FindingsTable Analysed(TrainingChoices choices, IReadOnlyList<Comparison> optimizers) => new(
        "At the end", [.. choices.Quantities.Select(quantity => quantity.Title.ToLowerInvariant())],
        [.. optimizers.Select(one => new FindingsRow(one.Variant.Label, one.Style,
            [.. choices.Quantities.Select(quantity => one.Figure(run => run.Final(quantity)))]))]);

    private static IEnumerable<string?> Curves(TrainingChoices choices, IReadOnlyList<Comparison> optimizers)
    {
        var metric = choices.Task.Metric;
        yield return Epochs("Training loss", row => row.TrainingLoss);
        yield return Epochs("Validation loss", row => row.Validation.Loss);
        yield return Epochs($"Validation {metric.Name}", row => row.Validation.Metric);
        if (choices.Task.HasTest) yield return Epochs($"Test {metric.Name}", row => row.Test?.Metric ?? double.NaN);
        foreach (var quantity in choices.Quantities)
            yield return Draw(quantity.Title, "steps", log => log.Analyses.Select(row =>
                ((double)row.Step, row.Values.GetValueOrDefault(quantity.Key, double.NaN))));

        string? Epochs(string title, Func<EpochRow, double> value) =>
            Draw(title, "epochs", log => log.Epochs.Select(row => ((double)row.Epoch, value(row))));

        string? Draw(string title, string axis, Func<RunLog, IEnumerable<(double, double)>> curve) =>
            LearningCurves.Draw(title, axis, [.. optimizers.Select(one => (one.Style, one.Curve(curve)))]);
    }

    /// <summary>What the runs ended with, over the values of a hyperparameter: as sharpness over C, figure 8.</summary>
    private static IEnumerable<string?> Over(Sweep sweep, TrainingChoices choices, IReadOnlyList<Comparison> optimizers)
    {
        if (!sweep.Values.All(value => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))) yield break;
        yield return Draw($"Best validation {choices.Task.Metric.Name}", run => run.Value);
        foreach (var quantity in choices.Quantities)
            yield return Draw($"Final {quantity.Title.ToLowerInvariant()}", run => run.Final(quantity));

        string? Draw(string title, Func<TrainedRun, double> value)
        {
            var methods = optimizers.Where(one => one.Variant.Method.Has(sweep.Key)).GroupBy(one => one.Variant.Method).ToList();
            return LearningCurves.Draw(
                $"{title}, over {sweep.Key}", sweep.Key, [.. methods.Select(ofOne => (ofOne.First().Style, Points(ofOne)))],
                [.. methods.Select(ofOne => (ofOne.First().Style, ofOne.Key.Name))]);

            IReadOnlyList<CurvePoint> Points(IEnumerable<Comparison> ofOne) =>
                [.. ofOne.Select(one => (
                        x: one.Variant.Hyperparameters.Number(sweep.Key), values: one.Converged.Select(value).Where(double.IsFinite).ToList()))
                    .Where(point => point.values.Count > 0).OrderBy(point => point.x)
                    .Select(point => new CurvePoint(point.x, point.values.Average(), Numbers.Deviation(point.values)))];
        }
    }

    private static FindingsTable Tried(IReadOnlyList<TrainedRun> runs, Metric metric)
    {
        var best = Grid.Best(runs);
        return new($"The grid of {runs[0].Variant.Method.Name}, seed {runs[0].Seed}", ["best validation", ""],
            [.. runs.Select(run => new FindingsRow(run.Variant.Distinction, null, [metric.Text(run.Value), run == best ? "best" : ""]))]);
    }
}

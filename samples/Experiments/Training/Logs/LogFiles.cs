using System.Globalization;

namespace Experiments;

/// <summary>
/// The log of a run as files: steps.csv, epochs.csv and analysis.csv, and an event file for TensorBoard. They are written anew from the
/// log when a run goes on, so that nothing is in them that the checkpoint does not know.
/// </summary>
internal sealed class LogFiles : IDisposable
{
    private readonly List<LogFile> _files = [];
    private readonly Metric _metric;
    private readonly IReadOnlyList<Quantity> _quantities;
    private readonly StreamWriter _steps, _epochs;
    private readonly StreamWriter? _analyses;
    private readonly EventWriter _events;
    private int _stepRows, _epochRows, _analysisRows;

    /// <param name="folder">An existing folder.</param>
    /// <param name="metric">What the epochs are judged by.</param>
    /// <param name="quantities">What is measured.</param>
    /// <param name="started">When the run began.</param>
    public LogFiles(string folder, Metric metric, IReadOnlyList<Quantity> quantities, DateTimeOffset started)
    {
        (_metric, _quantities) = (metric, quantities);
        _steps = Table("steps.csv", "epoch,step,loss,lr,seconds");
        _epochs = Table(
            "epochs.csv", $"epoch,step,training_loss,validation_loss,validation_{metric.Key},test_loss,test_{metric.Key},lr,seconds");
        var keys = string.Join(',', quantities.Select(quantity => quantity.Key));
        _analyses = quantities.Count == 0 ? null : Table("analysis.csv", $"step,{keys},seconds");
        _events = new(New(EventWriter.FileName).Pending, started);

        StreamWriter Table(string name, string headings)
        {
            var writer = new StreamWriter(New(name).Pending) { NewLine = "\n", AutoFlush = true };
            writer.WriteLine(headings);
            return writer;
        }

        LogFile New(string name)
        {
            _files.Add(new(Path.Combine(folder, name)));
            return _files[^1];
        }
    }

    /// <summary>Writes the rows that have come since the last time; at first in place of the files that were there.</summary>
    public void Update(RunLog log)
    {
        for (; _stepRows < log.Steps.Count; _stepRows++) Write(log.Steps[_stepRows]);
        for (; _epochRows < log.Epochs.Count; _epochRows++) Write(log.Epochs[_epochRows]);
        for (; _analysisRows < log.Analyses.Count; _analysisRows++) Write(log.Analyses[_analysisRows]);
        foreach (var file in _files) file.Flush();
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    private void Write(StepRow row)
    {
        _steps.WriteLine(Line(row.Epoch, row.Step, row.Loss, row.LearningRate, Seconds(row.Seconds)));
        _events.Add(row.Step, row.Seconds, ("training/loss", row.Loss), ("training/lr", row.LearningRate));
    }

    private void Write(EpochRow row)
    {
        _epochs.WriteLine(Line(row.Epoch, row.Step, Known(row.TrainingLoss), row.Validation.Loss, row.Validation.Metric,
            row.Test?.Loss, row.Test?.Metric, row.LearningRate, Seconds(row.Seconds)));
        _events.Add(row.Step, row.Seconds, ("validation/loss", row.Validation.Loss), ($"validation/{_metric.Key}", row.Validation.Metric));
        if (row.Test is { } test) _events.Add(row.Step, row.Seconds, ("test/loss", test.Loss), ($"test/{_metric.Key}", test.Metric));
    }

    private void Write(AnalysisRow row)
    {
        var values = _quantities.Select(quantity => Known(row.Values.GetValueOrDefault(quantity.Key, double.NaN))).ToList();
        _analyses?.WriteLine(Line([row.Step, .. values, Seconds(row.Seconds)]));
        _events.Add(row.Step, row.Seconds, [.. _quantities.Zip(values).Where(pair => pair.Second is not null)
            .Select(pair => ($"analysis/{pair.First.Key}", pair.Second!.Value))]);
    }

    /// <summary>A row of values; what is not known is left empty.</summary>
    private static string Line(params object?[] values) =>
        string.Join(',', values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));

    private static double? Known(double value) => double.IsNaN(value) ? null : value;

    private static double Seconds(double value) => Math.Round(value, 3);
}

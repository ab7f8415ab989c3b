namespace Experiments;

/// <summary>A run that was done.</summary>
/// <param name="Variant">The optimizer.</param>
/// <param name="Seed">What it was drawn with.</param>
/// <param name="Metric">What it is judged by.</param>
/// <param name="Log">What was measured.</param>
internal sealed record TrainedRun(Variant Variant, int Seed, Metric Metric, RunLog Log)
{
    public bool HasDiverged => Log.Diverged is not null;

    /// <summary>The epoch with the best validation, which a paper would have kept the weights of; the last is as good if it ties.</summary>
    public EpochRow Best => Log.Epochs.Aggregate((best, next) => Metric.IsBetter(best.Validation.Metric, next.Validation.Metric) ? best : next);

    public EpochRow Last => Log.Epochs[^1];

    /// <summary>The best validation, by which hyperparameters are chosen; NaN, the worst, of a run that diverged.</summary>
    public double Value => HasDiverged ? double.NaN : Best.Validation.Metric;

    /// <summary>The last measurement of a quantity; NaN if there is none.</summary>
    public double Final(Quantity quantity) =>
        HasDiverged || Log.Analyses.Count == 0 ? double.NaN : Log.Analyses[^1].Values.GetValueOrDefault(quantity.Key, double.NaN);
}

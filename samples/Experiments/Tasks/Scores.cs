namespace Experiments;

/// <summary>How good a model is on a subset.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Metric">The task's <see cref="Experiments.Metric"/>.</param>
internal sealed record Scores(double Loss, double Metric);

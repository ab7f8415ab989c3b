using OptimizerDsl;

namespace Quickstart;

/// <summary>What came of a training.</summary>
/// <param name="Contestant">Whose it was.</param>
/// <param name="Curve">The learning curve.</param>
/// <param name="StepTime">The median time of a training step, from reading the window to the new weights, in milliseconds.</param>
/// <param name="OptimizerTime">The median time inside optimizer.step().</param>
/// <param name="Executions">How the optimizer computed its last step, per parameter.</param>
internal sealed record Outcome(
    Contestant Contestant, IReadOnlyList<Point> Curve, double StepTime, double OptimizerTime, IReadOnlyList<ExecutionChoice> Executions)
{
    public string Name => Contestant.Name;

    public double TrainingPerplexity => Math.Exp(Curve[^1].Training);

    public double ValidationPerplexity => Math.Exp(Curve[^1].Validation);

    public double OptimizerShare => OptimizerTime / StepTime;

    /// <summary>The executions in a few words: "Cpu", or "Cpu 6, Eager 2".</summary>
    public string ExecutionSummary
    {
        get
        {
            var kinds = Executions.CountBy(choice => choice.Execution).OrderBy(kind => kind.Key).ToList();
            return kinds is [var only] ? only.Key.ToString() : string.Join(", ", kinds.Select(kind => $"{kind.Key} {kind.Value}"));
        }
    }
}

using Spectre.Console;

namespace Quickstart;

/// <summary>What came of the trainings, as a table on the console.</summary>
internal static class ResultTable
{
    public static Table Of(IReadOnlyList<Outcome> outcomes)
    {
        var table = new Table().RoundedBorder();
        table.AddColumn("");
        foreach (var heading in new[] { "learning\nrate", "training\nperplexity", "validation\nperplexity", "step,\nms", "of it in\nstep(), ms", "share" })
            table.AddColumn(new TableColumn(heading).RightAligned());
        table.AddColumn("execution");

        var best = outcomes.Min(outcome => outcome.ValidationPerplexity);
        foreach (var outcome in outcomes)
        {
            var validation = $"{outcome.ValidationPerplexity:0.00}";
            table.AddRow(
                outcome.Name,
                $"{outcome.Contestant.LearningRate}",
                $"{outcome.TrainingPerplexity:0.00}",
                outcome.ValidationPerplexity <= best ? $"[bold]{validation}[/]" : validation,
                $"{outcome.StepTime:0.0}",
                $"{outcome.OptimizerTime:0.00}",
                $"{100 * outcome.OptimizerShare:0.0} %",
                outcome.ExecutionSummary);
        }

        return table;
    }
}

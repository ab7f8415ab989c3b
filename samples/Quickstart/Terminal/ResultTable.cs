using Spectre.Console;

namespace Quickstart;

/// <summary>What came of the trainings, as a table that fits a terminal of 80 columns.</summary>
internal static class ResultTable
{
    private static readonly string[] Headings =
        ["learning\nrate", "training\nperplexity", "validation\nperplexity", "ms per\nstep", "share of\nstep()"];

    public static Table Of(IReadOnlyList<Outcome> outcomes)
    {
        var table = new Table { Border = TableBorder.Horizontal };
        table.AddColumn(Column("optimizer"));
        foreach (var heading in Headings) table.AddColumn(Column(heading).RightAligned());
        table.AddColumn(Column("execution"));

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
                $"{100 * outcome.OptimizerShare:0.0} %",
                outcome.ExecutionSummary);
        }

        return table;
    }

    private static TableColumn Column(string heading) => new TableColumn(heading).NoWrap().Padding(0, 0, 1, 0);
}

using System.Diagnostics;
using Spectre.Console;

namespace Experiments;

/// <summary>The experiments that the user chose, from beginning to end.</summary>
internal static class Session
{
    public static void Run(Choices choices, CancellationToken cancellation)
    {
        var name = choices.Experiments.Count == 1 ? choices.Experiments[0].Name : CommandLine.Everything;
        var report = ReportFile.Prepare(choices.Report, $"experiments-{name}.html");
        var console = OutputConsole.Open();
        var progress = new ProgressDisplay(console);
        var outcomes = progress.Run(
            [.. choices.Experiments.Zip(choices.Settings, (experiment, settings) =>
                new ProgressDisplay.Item(experiment.Name, experiment.Work(settings, choices.Contestants)))],
            (index, advance) => Do(choices.Experiments[index], choices.Settings[index], choices, advance, cancellation));

        foreach (var outcome in outcomes) Show(console, outcome);
        File.WriteAllText(report, ExperimentPage.Of(choices.Command, choices.Seed, choices.Contestants, outcomes));
        console.Profile.Out.Writer.WriteLine($"\nOpen the report in a browser:\n  {new Uri(report).AbsoluteUri}");
    }

    private static Outcome Do(Experiment experiment, Settings settings, Choices choices, Action advance, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var findings = experiment.Run(new(settings, choices.Contestants, choices.Seed, advance, cancellation));
        return new(experiment, settings, findings, Stopwatch.GetElapsedTime(start));
    }

    private static void Show(IAnsiConsole console, Outcome outcome)
    {
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{outcome.Experiment.Title}[/] ({outcome.Experiment.Source})");
        foreach (var table in outcome.Findings.Tables)
        {
            var shown = new Table { Border = TableBorder.Horizontal, Title = new(Markup.Escape(table.Title)) };
            shown.AddColumn(new TableColumn("").NoWrap());
            foreach (var column in table.Columns) shown.AddColumn(new TableColumn(Markup.Escape(column)).RightAligned());
            foreach (var row in table.Rows) shown.AddRow([Markup.Escape(row.Label), .. row.Cells.Select(Markup.Escape)]);
            console.Write(shown);
        }

        foreach (var claim in outcome.Findings.Claims)
        {
            console.MarkupInterpolated($"{claim.Verdict,-16}");
            console.WriteLine($"{claim.Text} {claim.Evidence}");
        }
    }
}

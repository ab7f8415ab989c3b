using System.Diagnostics;
using Spectre.Console;

namespace Experiments;

/// <summary>The experiments that the user chose, from beginning to end.</summary>
internal static class Session
{
    private const int PlainWidth = 150;

    public static void Run(Choices choices, CancellationToken cancellation)
    {
        var name = choices.Experiments.Count == 1 ? choices.Experiments[0].Name : CommandLine.Everything;
        var report = ReportFile.Prepare(choices.Report, $"experiments-{name}.html");
        var console = OutputConsole.Open(PlainWidth);
        var progress = new ProgressDisplay(console);
        var outcomes = progress.Run(
            [.. choices.Experiments.Zip(choices.Settings, (experiment, settings) =>
                new ProgressDisplay.Item(experiment.Name, experiment.Work(settings, choices.Contestants)))],
            (index, reporter) => Do(choices.Experiments[index], choices.Settings[index], choices, () => reporter.Advance(1), cancellation),
            outcome => $"{outcome.Experiment.Work(outcome.Settings, choices.Contestants),8:N0} batched steps, {outcome.Time.TotalSeconds,6:0.0} s");

        foreach (var outcome in outcomes) Show(console, outcome);
        ReportFile.Write(report, ExperimentPage.Of(choices.Command, choices.Seed, choices.Contestants, outcomes));
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
        foreach (var table in outcome.Findings.Tables) console.Write(ShownTable.Of(table));

        foreach (var claim in outcome.Findings.Claims)
        {
            console.MarkupInterpolated($"{claim.Verdict,-16}");
            console.WriteLine($"{claim.Text} {claim.Evidence}");
        }
    }
}

using Spectre.Console;

namespace Quickstart;

/// <summary>A progress bar for each training, on a terminal.</summary>
internal sealed class ProgressBars(IAnsiConsole console) : IProgressDisplay
{
    public IReadOnlyList<Outcome> Run(
        IReadOnlyList<Contestant> contestants, int steps, Func<Contestant, Action<int, Point>, Outcome> train) =>
        console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = 28 },
                new PercentageColumn(),
                new ElapsedTimeColumn())
            .Start(context =>
            {
                var bars = contestants.Select(contestant =>
                    (contestant, bar: context.AddTask(Describe(contestant, "waiting"), autoStart: false, maxValue: steps))).ToList();
                return bars.Select(item => Watch(item.contestant, item.bar, train)).ToList();
            });

    private static Outcome Watch(Contestant contestant, ProgressTask bar, Func<Contestant, Action<int, Point>, Outcome> train)
    {
        bar.StartTask();
        var outcome = train(contestant, (step, point) =>
        {
            bar.Value = step;
            bar.Description = Describe(contestant, $"perplexity {Math.Exp(point.Validation):0.00}");
        });
        bar.StopTask(); // and its clock
        return outcome;
    }

    private static string Describe(Contestant contestant, string state) => $"{contestant.Name,-10}[grey]{state,-18}[/]";
}

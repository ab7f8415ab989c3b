using Spectre.Console;

namespace Experiments;

/// <summary>Shows how far the experiments are: bars on a terminal, and a line each for a file or a pipe.</summary>
internal sealed class ProgressDisplay(IAnsiConsole console)
{
    /// <param name="Name">What is done.</param>
    /// <param name="Work">How often it will report that it advances.</param>
    public sealed record Item(string Name, int Work);

    /// <summary>Does the items one after the other.</summary>
    /// <param name="items">What there is to do.</param>
    /// <param name="work">Does the item of an index, and calls for every piece of work, from any thread.</param>
    public IReadOnlyList<Outcome> Run(IReadOnlyList<Item> items, Func<int, Action, Outcome> work)
    {
        if (console.Profile.Capabilities is { Interactive: true, Ansi: true }) return WithBars(items, work);
        List<Outcome> outcomes = [];
        for (var i = 0; i < items.Count; i++)
        {
            outcomes.Add(work(i, () => { }));
            console.WriteLine($"{items[i].Name,-14}{items[i].Work,8:N0} batched steps, {outcomes[i].Time.TotalSeconds,6:0.0} s");
        }

        return outcomes;
    }

    private IReadOnlyList<Outcome> WithBars(IReadOnlyList<Item> items, Func<int, Action, Outcome> work) => console.Progress()
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 28 }, new PercentageColumn(),
            new ElapsedTimeColumn(), new RemainingTimeColumn())
        .Start(context =>
        {
            var bars = items.Select(item => context.AddTask(item.Name, autoStart: false, maxValue: item.Work)).ToList();
            return bars.Select((bar, i) =>
            {
                bar.StartTask();
                var outcome = work(i, () => bar.Increment(1));
                bar.StopTask();
                return outcome;
            }).ToList();
        });
}

using Spectre.Console;

namespace Experiments;

/// <summary>Shows how far the work is: bars with the time that is left on a terminal, and lines for a file or a pipe.</summary>
internal sealed class ProgressDisplay(IAnsiConsole console)
{
    // More bars than a terminal has lines cannot be drawn; then those that are done go.
    private const int MostBars = 20;

    /// <param name="Name">What is done.</param>
    /// <param name="Work">How much there is to advance by.</param>
    public sealed record Item(string Name, double Work);

    /// <summary>What a piece of work tells of itself, from any thread.</summary>
    /// <param name="Advance">That so much of the work is done.</param>
    /// <param name="Say">How far it is in words: beside the bar, or a line of its own.</param>
    public sealed record Reporter(Action<double> Advance, Action<string> Say);

    /// <summary>Does the items one after the other.</summary>
    /// <param name="items">What there is to do.</param>
    /// <param name="work">Does the item of an index.</param>
    /// <param name="summary">A line about what came of it, where there are no bars; null for none.</param>
    public IReadOnlyList<T> Run<T>(IReadOnlyList<Item> items, Func<int, Reporter, T> work, Func<T, string?> summary)
    {
        if (console.Profile.Capabilities is { Interactive: true, Ansi: true }) return WithBars(items, work);
        List<T> outcomes = [];
        for (var i = 0; i < items.Count; i++)
        {
            var name = items[i].Name;
            outcomes.Add(work(i, new(_ => { }, words => console.WriteLine($"{name}  {words}"))));
            if (summary(outcomes[i]) is { } line) console.WriteLine($"{name,-14}{line}");
        }

        return outcomes;
    }

    private IReadOnlyList<T> WithBars<T>(IReadOnlyList<Item> items, Func<int, Reporter, T> work) => console.Progress()
        .HideCompleted(items.Count > MostBars)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 28 }, new PercentageColumn(),
            new ElapsedTimeColumn(), new RemainingTimeColumn())
        .Start(context =>
        {
            var bars = items.Count > MostBars ? null : items.Select(Bar).ToList();
            return items.Select((item, i) =>
            {
                var bar = bars?[i] ?? Bar(item);
                bar.StartTask();
                var outcome = work(i, new(bar.Increment, words => bar.Description = Markup.Escape($"{item.Name}  {words}")));
                bar.Value = bar.MaxValue;
                bar.StopTask();
                return outcome;
            }).ToList();

            ProgressTask Bar(Item item) => context.AddTask(Markup.Escape(item.Name), autoStart: false, maxValue: item.Work);
        });
}

using System.Diagnostics;
using Spectre.Console;

namespace Quickstart;

/// <summary>A plain line now and then, for output that goes to a file or a pipe.</summary>
internal sealed class ProgressLines(IAnsiConsole console) : IProgressDisplay
{
    private const int LinesPerTraining = 4;

    public IReadOnlyList<Outcome> Run(
        IReadOnlyList<Contestant> contestants, int steps, Func<Contestant, Action<int, Point>, Outcome> train)
    {
        List<Outcome> outcomes = [];
        console.WriteLine();
        foreach (var contestant in contestants)
        {
            var clock = Stopwatch.StartNew();
            outcomes.Add(train(contestant, (step, point) =>
            {
                if (step * LinesPerTraining / steps == (step - 1) * LinesPerTraining / steps) return;
                var seconds = clock.Elapsed.TotalSeconds;
                console.WriteLine(
                    $"{contestant.Name,-10}step {step,5} of {steps}, {seconds,5:0.0} s, validation perplexity {Math.Exp(point.Validation):0.00}");
            }));
        }

        console.WriteLine();
        return outcomes;
    }
}

using Spectre.Console;

namespace Quickstart;

/// <summary>What the demo shows while it trains.</summary>
internal static class Terminal
{
    /// <summary>Progress bars where they can move, lines where they cannot.</summary>
    public static IProgressDisplay Progress(IAnsiConsole console) =>
        console.Profile.Capabilities is { Interactive: true, Ansi: true } ? new ProgressBars(console) : new ProgressLines(console);
}

using Spectre.Console;

namespace Quickstart;

/// <summary>Where a sample writes: a terminal, or a file or pipe that gets plain text.</summary>
internal static class OutputConsole
{
    /// <param name="plainWidth">How wide plain text is, in characters.</param>
    public static IAnsiConsole Open(int plainWidth = 100)
    {
        var plain = Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = plain ? InteractionSupport.No : InteractionSupport.Detect,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        if (plain) console.Profile.Width = plainWidth;
        return console;
    }
}

using System.CommandLine;

namespace Quickstart;

/// <summary>How a sample's command ends: its exit code, and what it says on the standard error.</summary>
internal static class ConsoleProgram
{
    /// <summary>Does what the command line asks for.</summary>
    /// <param name="parsed">The command line, which may be wrong or ask for help.</param>
    /// <param name="work">The work, given what the user cancels it with.</param>
    /// <returns>0; 2 after bad input; 130 after an interruption.</returns>
    public static int Run(ParseResult parsed, Action<CancellationToken> work)
    {
        if (parsed.Errors.FirstOrDefault() is { } error) return Fail(error.Message);
        if (parsed.Action is not null) return parsed.Invoke(); // --help, --version

        // The first Ctrl-C ends the work after the step in progress; a second one ends the program where it is.
        using var cancellation = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        };

        try
        {
            work(cancellation.Token);
            return 0;
        }
        catch (BadInputException bad)
        {
            return Fail(bad.Message);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("interrupted");
            return 130;
        }
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return 2;
    }
}

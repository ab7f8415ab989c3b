using Experiments;

var commandLine = new CommandLine();
var parsed = commandLine.Root.Parse(args);
if (parsed.Errors.FirstOrDefault() is { } error) return Fail(error.Message);
if (parsed.Action is not null) return parsed.Invoke(); // --help, --version
if (commandLine.IsList(parsed))
{
    Console.Write(CommandLine.List());
    return 0;
}

// The first Ctrl-C ends the runs after the step in progress; a second one ends the program where it is.
using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
};

try
{
    Session.Run(commandLine.Read(parsed), cancellation.Token);
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

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 2;
}

using Experiments;
using Quickstart;

var commandLine = new CommandLine();
var parsed = commandLine.Root.Parse(args);
return ConsoleProgram.Run(parsed, cancellation =>
{
    if (commandLine.IsList(parsed)) Console.Write(CommandLine.List());
    else if (commandLine.ReadTraining(parsed) is { } training) TrainingSession.Run(training, cancellation);
    else Session.Run(commandLine.Read(parsed), cancellation);
});

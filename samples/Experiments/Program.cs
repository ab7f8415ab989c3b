using Experiments;
using Quickstart;

var commandLine = new CommandLine();
var parsed = commandLine.Root.Parse(args);
return ConsoleProgram.Run(parsed, cancellation =>
{
    if (commandLine.IsList(parsed)) Console.Write(CommandLine.List());
    else Session.Run(commandLine.Read(parsed), cancellation);
});

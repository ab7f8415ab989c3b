using Quickstart;

var commandLine = new CommandLine();
var parsed = commandLine.Root.Parse(args);
return ConsoleProgram.Run(parsed, cancellation => Demo.Run(commandLine.Read(parsed), cancellation));

using System.Diagnostics;

namespace Experiments.Tests;

/// <summary>A run of the program, as a user has it.</summary>
internal sealed record Invocation(int ExitCode, string Output, string Error)
{
    public static Invocation Of(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }
}

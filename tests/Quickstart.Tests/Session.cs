using System.Diagnostics;

namespace Quickstart.Tests;

/// <summary>A run of the sample, as a user has it.</summary>
internal sealed record Session(int ExitCode, string Output, string Error)
{
    public static Session Of(params string[] arguments)
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

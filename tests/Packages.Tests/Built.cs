using System.Diagnostics;
using System.Reflection;

namespace OptimizerDsl.Tests;

/// <summary>What the build of these tests knew, and running its program on other projects.</summary>
internal static class Built
{
    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = Fact("Root");

    /// <summary>The folder of restored packages.</summary>
    public static string Packages { get; } = Fact("Packages");

    /// <summary>The copy of TorchSharp's native library that this system loads, or "": it loads the package's.</summary>
    public static string LibTorchSharp { get; } = Fact("LibTorchSharp");

    /// <summary>Debug or Release.</summary>
    public static string Configuration { get; } = Fact("Configuration");

    /// <summary>TorchSharp's native library for a runtime, as packaged.</summary>
    public static string PackagedLibTorchSharp =>
        Directory.GetFiles(Path.Combine(Packages, "torchsharp"), "libLibTorchSharp.so", SearchOption.AllDirectories).Order().Last();

    /// <summary>Runs `dotnet` and returns what it wrote; where it fails, that is the failure of the test.</summary>
    public static string Dotnet(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The test host has set its own of these, and a build server would outlive the test.
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0", ["MSBuildSDKsPath"] = null, ["MSBuildExtensionsPath"] = null },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}{errors.Result}");
        return output;
    }

    private static string Fact(string name) =>
        typeof(Built).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == name).Value ?? "";
}

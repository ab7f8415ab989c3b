using System.Diagnostics;
using OptimizerDsl.Tests.Interchange;

namespace OptimizerDsl.Tests.Publishing;

/// <summary>
/// A small program that is published trimmed or compiled ahead of time saves and loads everything that it does otherwise, and nothing
/// of this library is warned of.
/// </summary>
public sealed class PublishTests : IDisposable
{
    private static readonly string s_base = AppContext.BaseDirectory;

    private readonly TemporaryFolder _folder = new();

    [SkippableTheory]
    [InlineData("PublishTrimmed")]
    [InlineData("PublishAot")]
    public void Saves_and_loads_everything(string property)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The native libraries beside the tests are found through LD_LIBRARY_PATH.");
        var runtime = Directory.GetDirectories(Path.Combine(s_base, "runtimes"), "linux-*").Single(d => Directory.Exists(Path.Combine(d, "native")));
        File.WriteAllText(_folder.File("Small.csproj"), Project(property, Path.GetFileName(runtime)));

        // Beside the project: no settings of this repository reach it.
        var restored = Run("dotnet", "restore", _folder.File("Small.csproj"));
        Skip.If(restored.Code != 0, $"What {property} needs does not restore here: {LastLine(restored.Output)}");
        var published = Run("dotnet", "publish", _folder.File("Small.csproj"), "--no-restore", "-c", "Release", "-o", _folder.File("out"), "--nologo");
        Skip.If(published.Output.Contains("Platform linker", StringComparison.Ordinal), "There is no linker, such as clang's or gcc's, on this machine.");
        Assert.True(published.Code == 0, published.Output);
        Assert.DoesNotContain(published.Output.Split('\n'), line => line.Contains("warning IL", StringComparison.Ordinal) && line.Contains("OptimizerDsl", StringComparison.Ordinal));

        var ran = RunWith(Path.Combine(runtime, "native"), _folder.File("out/Small"), "exchange", _folder.Path);
        Assert.True(ran.Code == 0, ran.Output);
        Assert.Contains("lr 0.5, beta1 0.75,", ran.Output);
        Assert.Contains("capacity 3, decay 0.25", ran.Output);
        Assert.Contains("betas [0, 0.5]", ran.Output);
    }

    public void Dispose() => _folder.Dispose();

    // Against what has been built: publishing the project itself would build everything anew. Small and without debugging information it is fastest.
    private static string Project(string property, string runtime) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net{Environment.Version.ToString(2)}</TargetFramework>
            <RuntimeIdentifier>{runtime}</RuntimeIdentifier>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
            <InvariantGlobalization>true</InvariantGlobalization>
            <TrimmerSingleWarn>false</TrimmerSingleWarn>
            <OptimizationPreference>Size</OptimizationPreference>
            <DebugType>none</DebugType>
            <{property}>true</{property}>
            {(property == "PublishTrimmed" ? "<SelfContained>true</SelfContained>" : "")}
          </PropertyGroup>
          <ItemGroup>
            <Compile Include="{s_base}Published/Program.cs" />
            <Reference Include="{s_base}OptimizerDsl.dll;{s_base}OptimizerDsl.Optimizers.dll;{s_base}TorchSharp.dll" />
            <Reference Include="{s_base}Google.Protobuf.dll;{s_base}ICSharpCode.SharpZipLib.dll;{s_base}SkiaSharp.dll" />
          </ItemGroup>
        </Project>
        """;

    private static (int Code, string Output) Run(string program, params string[] arguments) => RunWith("", program, arguments);

    private static (int Code, string Output) RunWith(string native, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (native.Length > 0) start.Environment["LD_LIBRARY_PATH"] = native;
        // Servers that outlive the build would keep the output open.
        (start.Environment["MSBUILDDISABLENODEREUSE"], start.Environment["UseSharedCompilation"]) = ("1", "false");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.GetAwaiter().GetResult() + errors);
    }

    private static string LastLine(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(line => line.Contains("error", StringComparison.Ordinal)) ?? output;
}

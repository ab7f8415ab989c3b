using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OptimizerDsl.Generator.Tests.Building;

/// <summary>The MSBuild properties of docs/build-properties.md, in a project that imports the package's targets as NuGet does.</summary>
public sealed class BuildProperties : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("optimizerdsl-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_project_writes_out_what_they_ask_for()
    {
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        // How restore leaves the targets of packages: in files of this name.
        Write("obj/User.csproj.package.targets", $"""<Project><Import Project="{Path.Combine(Root, "src", "Runtime", "build", "OptimizerDsl.targets")}" /></Project>""");
        Write("User.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
                <Nullable>enable</Nullable>
                <OptimizerDslDumpCuda>true</OptimizerDslDumpCuda>
                <OptimizerDslLineMapping>true</OptimizerDslLineMapping>
                <EmitCompilerGeneratedFiles>true</EmitCompilerGeneratedFiles>
                <CompilerGeneratedFilesOutputPath>generated</CompilerGeneratedFilesOutputPath>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{typeof(OptimizerAttribute).Assembly.Location}" />
                <Reference Include="{typeof(TorchSharp.torch).Assembly.Location}" />
                <Analyzer Include="{typeof(OptimizerGenerator).Assembly.Location}" />
              </ItemGroup>
            </Project>
            """);
        Write("A.cs", """
            using OptimizerDsl;
            namespace User;
            [Optimizer]
            partial class A
            {
                [Hyperparameter(AtLeast = 1)] int every = 2;
                void Update(ref Tensor θ, Tensor g, int t)
                {
                    var d = g; // 100 %; $(every) @(d) *
                    if (t % every == 0) θ -= d;
                }
            }
            """);

        // Twice: what the first build has written is no source of the second.
        Build();
        Build();

        var folder = Path.Combine(_folder, "generated", "OptimizerDsl.Generator", "OptimizerDsl.Generator.OptimizerGenerator");
        Assert.Contains($"#line 10 \"{Path.Combine(_folder, "A.cs")}\"", Read(Path.Combine(folder, "User.A.Rule.g.cs")));

        var generated = Regex.Match(Read(Path.Combine(folder, "User.A.Cuda.g.cs")), "\"\"\"\n(.*?)\n( *)\"\"\"", RegexOptions.Singleline);
        var source = string.Join("\n", generated.Groups[1].Value.Split('\n').Select(l => l.Length == 0 ? l : l[generated.Groups[2].Length..]));
        var cuda = Read(Path.Combine(folder, "User.A.cu"));
        Assert.Equal(source + "\n", cuda);
        Assert.Contains("t % every == 0", cuda);
        Assert.Equal(Read(Path.Combine(Root, "src", "Runtime", "Execution", "Cuda", "Prelude.cuh")), Read(Path.Combine(folder, "prelude")));
    }

    private void Build()
    {
        var start = new ProcessStartInfo("dotnet", ["build", "-v", "quiet", "--nologo", "-nodeReuse:false"])
        {
            WorkingDirectory = _folder, RedirectStandardOutput = true, Environment = { ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0", ["UseSharedCompilation"] = "false" },
        };
        // This process is one of an SDK itself; the other must find its own.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray()) start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static string Read(string path) => File.ReadAllText(path).ReplaceLineEndings("\n");

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Dsl.sln"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("There is no Dsl.sln above the tests.");
            return folder.FullName;
        }
    }
}

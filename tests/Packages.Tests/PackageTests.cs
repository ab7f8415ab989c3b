using System.Globalization;
using System.Text.RegularExpressions;

namespace OptimizerDsl.Tests;

/// <summary>The packages as a stranger meets them: in a new console project in an empty folder, outside of the repository.</summary>
public sealed partial class PackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("OptimizerDsl").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_declared_optimizer_trains_in_a_new_project()
    {
        var source = Directory.CreateDirectory(Path.Combine(_folder, "source")).FullName;
        foreach (var project in new[] { "Runtime", "Optimizers" })
            Built.Dotnet(Path.Combine(Built.Root, "src", project), "pack", "--no-build", "-c", Built.Configuration, "-o", source);
        var version = Regex.Match(Directory.GetFiles(source, "OptimizerDsl.Optimizers.*.nupkg").Single(), @"Optimizers\.(\d.*)\.nupkg$").Groups[1].Value;

        var program = Directory.CreateDirectory(Path.Combine(_folder, "Trains")).FullName;
        // What is in the folder of packages is not unpacked again; what is tested here must not get in there.
        File.WriteAllText(Path.Combine(program, "Trains.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RestoreAdditionalProjectSources>{source}</RestoreAdditionalProjectSources>
                <RestorePackagesPath>{Path.Combine(_folder, "packages")}</RestorePackagesPath>
                <RestoreFallbackFolders>{Built.Packages}</RestoreFallbackFolders>
                <CreateSymbolicLinksForCopyLocalIfPossible>true</CreateSymbolicLinksForCopyLocalIfPossible>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="OptimizerDsl" Version="{version}" />
                <PackageReference Include="OptimizerDsl.Optimizers" Version="{version}" />
                <PackageReference Include="TorchSharp-cpu" Version="{Path.GetFileName(Path.GetDirectoryName(Built.PackagedLibTorchSharp.Split("runtimes")[0]))}" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(program, "Program.cs"), Program);
        Built.Dotnet(program, "build", "-c", "Release", "-o", "bin/out");
        if (Built.LibTorchSharp != "")
        {
            var library = Path.Combine(program, "bin/out/runtimes/linux-x64/native/libLibTorchSharp.so");
            File.Delete(library);
            File.Copy(Built.LibTorchSharp, library);
        }

        var output = Built.Dotnet(program, "bin/out/Trains.dll");

        var runs = Run().Matches(output);
        Assert.Equal(["SignMomentum", "Adam", "LionCM"], runs.Select(run => run.Groups[1].Value));
        Assert.All(runs, run => Assert.InRange(Number(run, 3), 0, Number(run, 2) / 10));
        Assert.All(runs, run => Assert.Equal("Cpu", run.Groups[4].Value));
    }

    /// <summary>A rule of its own, a declared optimizer of the package, and a composition over a rule of the package.</summary>
    private const string Program = """
        using OptimizerDsl;
        using OptimizerDsl.Compiled;
        using OptimizerDsl.Optimizers;
        using TorchSharp;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        Train(parameters => new SignMomentum(parameters, lr: 0.01));
        Train(parameters => new Adam(parameters, lr: 0.02));
        Train(parameters => new Mine.LionCM(parameters, lr: 0.003, capacity: 3));

        static void Train<T>(Func<IEnumerable<TorchSharp.Modules.Parameter>, T> make) where T : CompiledOptimizer
        {
            random.manual_seed(1);
            using var model = Sequential(Linear(4, 16), Tanh(), Linear(16, 1));
            using var optimizer = make(model.parameters());
            using var input = randn(64, 4);
            using var target = input.sum(1, keepdim: true);
            var (first, last) = (0f, 0f);
            for (var step = 0; step < 300; step++)
            {
                using var scope = NewDisposeScope();
                optimizer.zero_grad();
                var loss = functional.mse_loss(model.call(input), target);
                loss.backward();
                optimizer.step();
                last = loss.item<float>();
                if (step == 0) first = last;
            }

            Console.WriteLine(FormattableString.Invariant(
                $"{typeof(T).Name} {first} -> {last} by {string.Join(", ", optimizer.Executions.Select(choice => choice.Execution).Distinct())}"));
        }

        [Optimizer]
        public partial class SignMomentum
        {
            [Hyperparameter(AtLeast = 0)] double lr = 1e-3;
            [Hyperparameter(AtLeast = 0, Below = 1)] double momentum = 0.9;
            [State("momentum_buffer")] OptimizerDsl.Tensor m;

            void Update(ref OptimizerDsl.Tensor p, OptimizerDsl.Tensor g)
            {
                m = momentum * m + (1 - momentum) * g;
                p -= lr * Equations.Sign(m);
            }
        }

        namespace Mine
        {
            [MemoryAugmented<Lion>(Capacity = 5, Critical = Critical.Momentum)] public partial class LionCM;
        }
        """;

    [GeneratedRegex(@"^(\w+) ([\d.E+-]+) -> ([\d.E+-]+) by (\w+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Run();

    private static double Number(Match run, int group) => double.Parse(run.Groups[group].Value, CultureInfo.InvariantCulture);
}

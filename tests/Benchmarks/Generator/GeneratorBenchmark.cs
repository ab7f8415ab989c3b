using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using OptimizerDsl.Generator;

namespace OptimizerDsl.Benchmarks.Generator;

/// <summary>Times the generator and the analyzers as compilers and editors drive them, next to the compiler's own work.</summary>
internal static class GeneratorBenchmark
{
    private static readonly string[] s_heads = ["from cold", "one edit in a declaration", "one edit elsewhere"];

    public static void Run(int rounds, TextWriter output)
    {
        var clock = Stopwatch.StartNew();
        var parsed = Project.Parsed();
        var driver = Project.Driver().RunGenerators(parsed);
        var load = clock.Elapsed.TotalMilliseconds;
        Check(driver);

        var tasks = Tasks(parsed, driver).ToArray();
        var times = tasks.Select(_ => new List<double>()).ToArray();
        for (var round = -2; round < rounds; round++)
        {
            for (var i = 0; i < tasks.Length; i++)
            {
                var work = tasks[i].Prepare(round + 3);
                // What the one before has left behind is not for this one to clear away.
                GC.Collect();
                clock.Restart();
                var result = work();
                var elapsed = clock.Elapsed.TotalMilliseconds;
                GC.KeepAlive(result);
                if (round >= 0) times[i].Add(elapsed);
            }
        }

        output.WriteLine($"{Environment.ProcessorCount} cores, {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}; {rounds} rounds; load average {Machine.LoadNow()} after");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the first run in the process, when the generator itself is yet to be compiled: {load:0} ms"));
        foreach (var head in s_heads)
        {
            output.WriteLine();
            output.WriteLine($"{head,-56} {"ms",8} {"min",8}   of compiler");
            var own = 0.0;
            foreach (var (task, measured) in tasks.Zip(times).Where(t => t.First.Head == head))
            {
                var median = Median(measured);
                if (own == 0) own = median;
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{task.Name,-56} {median,8:0.00} {measured.Min(),8:0.00} {median / own,13:0%}"));
            }
        }
    }

    /// <summary>What is timed; the first under each head is the compiler's own work.</summary>
    private static IEnumerable<BenchmarkTask> Tasks(CSharpCompilation parsed, GeneratorDriver driver)
    {
        var generated = driver.GetRunResult().GeneratedTrees.Select(t => t.ToString()).ToArray();
        var whole = Project.Parsed(generated);

        yield return new(s_heads[0], "compiler: parse, bind, emit, generated code too", round =>
            () => Project.Parsed(generated).Emit(Stream.Null));
        yield return new(s_heads[0], "compiler: parse the declarations", round =>
            () => Project.Parsed());
        yield return new(s_heads[0], "generator, on code that is parsed", round =>
        {
            var fresh = Project.Parsed();
            return () => Project.Driver().RunGenerators(fresh);
        });
        yield return new(s_heads[0], "generator, on code that is parsed and bound", round =>
        {
            var bound = Project.Parsed();
            bound.GetDiagnostics();
            return () => Project.Driver().RunGenerators(bound);
        });
        yield return new(s_heads[0], "an analyzer that does nothing, generated code too", round =>
        {
            var fresh = Project.Parsed(generated);
            return () => Analyze(fresh, new Idle());
        });
        yield return new(s_heads[0], "the analyzers, generated code too", round =>
        {
            var fresh = Project.Parsed(generated);
            return () => Analyze(fresh, new DeclarationAnalyzer(), new BoundsAnalyzer(), new UnusedAnalyzer());
        });

        yield return new(s_heads[1], "compiler: parse and bind the file", round => () => Bind(Project.EditDeclaration(whole, round), Project.Edited));
        yield return new(s_heads[1], "generator", round =>
        {
            var edited = Project.EditDeclaration(parsed, round);
            return () => driver.RunGenerators(edited);
        });

        yield return new(s_heads[2], "compiler: parse and bind the file", round => () => Bind(Project.EditElsewhere(whole, round), Project.Elsewhere));
        yield return new(s_heads[2], "generator", round =>
        {
            var edited = Project.EditElsewhere(parsed, round);
            return () => driver.RunGenerators(edited);
        });
    }

    private static object Bind(CSharpCompilation compilation, string file) =>
        compilation.GetSemanticModel(compilation.SyntaxTrees.Single(t => t.FilePath == file)).GetDiagnostics();

    private static object Analyze(CSharpCompilation compilation, params DiagnosticAnalyzer[] analyzers) => compilation
        .WithAnalyzers([.. analyzers])
        .GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();

    private static void Check(GeneratorDriver driver)
    {
        var result = driver.GetRunResult();
        var optimizers = result.GeneratedTrees.Count(t => t.FilePath.EndsWith(".Rule.g.cs", StringComparison.Ordinal));
        if (optimizers != Project.Declarations) throw new InvalidOperationException($"{optimizers} of {Project.Declarations} optimizers were compiled.");
        var errors = Project.Parsed(result.GeneratedTrees.Select(t => t.ToString())).GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToArray();
        if (errors.Length > 0) throw new InvalidOperationException(errors[0].ToString());
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Sees every class and does nothing: what it takes is the driver's work, the binding of all code among it.</summary>
#pragma warning disable RS1001, RS1036, RS1038 // It is no analyzer of anybody's.
    private sealed class Idle : DiagnosticAnalyzer
    {
        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [new("IDLE", "Idle", "Idle", "Idle", DiagnosticSeverity.Info, true)];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.EnableConcurrentExecution();
            context.RegisterSymbolAction(static _ => { }, SymbolKind.NamedType);
        }
    }
#pragma warning restore RS1001, RS1036, RS1038

    /// <summary>Something to time: what is prepared for a round is not.</summary>
    private sealed record BenchmarkTask(string Head, string Name, Func<int, Func<object>> Prepare);
}

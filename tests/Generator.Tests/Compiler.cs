using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace OptimizerDsl.Generator.Tests;

/// <summary>Compiles source text as a user's project would: documented, nullable, with the generator and the analyzer.</summary>
internal static class Compiler
{
    /// <summary>What a user of the DSL writes at the top, and what ImplicitUsings adds.</summary>
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using OptimizerDsl;
        global using static OptimizerDsl.Equations;
        """;

    /// <summary>C# 12 is what .NET 8 compiles by default: generated code needs no more.</summary>
    public static readonly CSharpParseOptions ParseOptions =
        new(LanguageVersion.CSharp12, DocumentationMode.Diagnose);

    private static readonly CSharpCompilation Empty = CSharpCompilation.Create(
        "UserProject",
        [Parse(Usings, "Usings.cs")],
        [
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.") || name is "netstandard.dll" or "mscorlib.dll"))
                .Select(path => MetadataReference.CreateFromFile(path)),
            MetadataReference.CreateFromFile(typeof(OptimizerAttribute).Assembly.Location),
            MetadataReference.CreateFromFile(typeof(TorchSharp.torch).Assembly.Location),
        ],
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable,
            generalDiagnosticOption: ReportDiagnostic.Error));

    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, ParseOptions, path, Encoding.UTF8);

    public static CSharpCompilation Compilation(params string[] sources) =>
        Empty.AddSyntaxTrees(sources.Select((source, i) => Parse(source, $"File{i}.cs")));

    public static GeneratorDriver Driver(bool tracked = false, AnalyzerConfigOptionsProvider? options = null) => CSharpGeneratorDriver.Create(
        [new OptimizerGenerator().AsSourceGenerator()], parseOptions: ParseOptions, optionsProvider: options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: tracked));

    /// <summary>Compiles and reports everything, whatever it is.</summary>
    public static Outcome Run(params string[] sources) => Run(Compilation(sources));

    public static Outcome Run(Compilation compilation)
    {
        var driver = Driver().RunGeneratorsAndUpdateCompilation(compilation, out var output, out var ofGenerator);
        var generated = driver.GetRunResult().Results.Single();
        if (generated.Exception is { } exception) throw exception;

        // In an editor the analyzer sees the code with what was generated, in a first build perhaps without: it must not matter.
        var ofAnalyzer = Analyze(output);
        Assert.Equal(Text(Analyze(compilation)), Text(ofAnalyzer));

        return new Outcome(
            output, ofAnalyzer,
            [.. output.GetDiagnostics().Concat(ofGenerator).Where(d => d.Severity > DiagnosticSeverity.Hidden)],
            generated.GeneratedSources.ToImmutableSortedDictionary(s => s.HintName, s => s.SourceText.ToString(), StringComparer.Ordinal));
    }

    /// <summary>Compiles, and accepts no warning or error from anybody.</summary>
    public static Outcome Compile(params string[] sources)
    {
        var outcome = Run(sources);
        var errors = Text([.. outcome.Explained, .. outcome.Diagnostics]);
        Assert.True(errors.Length == 0, errors + "\n" + Culprits(outcome));
        Assert.NotEmpty(outcome.Generated);
        return outcome;
    }

    public static ImmutableArray<Diagnostic> Analyze(Compilation compilation, params ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: (exception, _, _) => throw exception, concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        var analysis = compilation.WithAnalyzers(analyzers.IsEmpty ? [new DeclarationAnalyzer()] : analyzers, options);
        return [.. analysis.GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult().OrderBy(d => d.Location.SourceSpan.Start).ThenBy(d => d.Id, StringComparer.Ordinal)];
    }

    public static string Text(IEnumerable<Diagnostic> diagnostics) => string.Join("\n", diagnostics);

    /// <summary>The generated lines that do not compile.</summary>
    private static string Culprits(Outcome outcome) => string.Join("\n", outcome.Diagnostics
        .Where(d => d.Location.SourceTree is not null)
        .Select(d => d.Location.SourceTree!.GetText().Lines[d.Location.GetLineSpan().StartLinePosition.Line].ToString().Trim())
        .Distinct());
}

/// <summary>What became of a compilation.</summary>
/// <param name="Explained">What the analyzer said.</param>
/// <param name="Diagnostics">What everybody else said.</param>
/// <param name="Generated">The generated files by name.</param>
internal sealed record Outcome(
    Compilation Compilation, ImmutableArray<Diagnostic> Explained, ImmutableArray<Diagnostic> Diagnostics,
    ImmutableSortedDictionary<string, string> Generated)
{
    /// <summary>Nothing of the equations of A is generated, and of errors there are only those that are there without what is.</summary>
    public void ExpectShells()
    {
        Assert.DoesNotContain("A.Rule.g.cs", Generated.Keys);
        var own = Compilation.RemoveSyntaxTrees(Compilation.SyntaxTrees.Where(t => t.FilePath.EndsWith(".g.cs", StringComparison.Ordinal)));
        var known = own.GetDiagnostics().Select(d => d.ToString()).ToHashSet();
        Assert.Equal("", Compiler.Text(Diagnostics.Where(d => d.DefaultSeverity == DiagnosticSeverity.Error && !known.Contains(d.ToString()))));
    }
}

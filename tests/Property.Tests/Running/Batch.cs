using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using OptimizerDsl.Generator;
using OptimizerDsl.Generator.Declarations;
using OptimizerDsl.Tests.Rules;

namespace OptimizerDsl.Tests.Running;

/// <summary>Many rules, compiled together in memory as a user's project would be: documented, nullable, with generator and analyzer.</summary>
internal sealed class Batch : IDisposable
{
    private const string Usings = "global using System;\nglobal using OptimizerDsl;\nglobal using static OptimizerDsl.Equations;\n";

    private static readonly CSharpParseOptions s_parsing = new(LanguageVersion.CSharp12, DocumentationMode.Diagnose);

    private static readonly CSharpCompilation s_empty = CSharpCompilation.Create(
        "RandomRules",
        [Parse(Usings, "Usings.cs")],
        [
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll"))
                .Select(path => MetadataReference.CreateFromFile(path)),
            MetadataReference.CreateFromFile(typeof(OptimizerAttribute).Assembly.Location),
            MetadataReference.CreateFromFile(typeof(TorchSharp.torch).Assembly.Location),
        ],
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error));

    private readonly AssemblyLoadContext _context = new("random rules", isCollectible: true);
    private readonly System.Reflection.Assembly? _assembly;

    public Batch(IReadOnlyList<RandomRule> rules) : this([.. rules.Select((rule, i) => rule.Source(Name(i)))])
    {
    }

    /// <param name="rules">The declarations, of which each names its class by its number: Rule0, Rule1, ...</param>
    public Batch(IReadOnlyList<string> rules)
    {
        var compilation = s_empty.AddSyntaxTrees(rules.Select((rule, i) => Parse(rule, $"{Name(i)}.cs")));
        var (output, diagnostics) = Compile(compilation);
        Diagnostics = [.. rules.Select((_, i) => diagnostics.Where(d => Concerns(d, Name(i))).ToArray())];
        if (diagnostics.Except(Diagnostics.SelectMany(d => d)).FirstOrDefault() is { } stray) throw new InvalidOperationException(stray.ToString());
        if (diagnostics.Length > 0)
        {
            // The others can still be run.
            output = Compile(compilation.RemoveSyntaxTrees(compilation.SyntaxTrees.Where(tree => diagnostics.Any(d => Concerns(d, Path.GetFileNameWithoutExtension(tree.FilePath)))))).Output;
        }

        using var stream = new MemoryStream();
        if (!output.Emit(stream).Success) return;
        stream.Position = 0;
        _context.Resolving += (_, name) => AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(a => a.GetName().Name == name.Name);
        _assembly = _context.LoadFromStream(stream);
    }

    /// <summary>The rules as the compiler reads them, without compiling them.</summary>
    public static IEnumerable<OptimizerDsl.Generator.Rules.Rule> Read(IReadOnlyList<RandomRule> rules)
    {
        var compilation = s_empty.AddSyntaxTrees(rules.Select((rule, i) => Parse(rule.Source(Name(i)), $"{Name(i)}.cs")));
        return rules.Select((_, i) => DeclarationReader.Read(compilation.GetTypeByMetadataName(Name(i))!, compilation, default).Declaration!.Rule.WithoutLines());
    }

    /// <summary>What the compiler, the generator and the analyzer say of each rule: nothing, if all is well.</summary>
    public IReadOnlyList<Diagnostic[]> Diagnostics { get; }

    /// <summary>The compiled class of a rule without diagnostics.</summary>
    public Type Type(int index) => Type(Name(index));

    /// <summary>A compiled class by its name.</summary>
    public Type Type(string name) => _assembly!.GetType(name)!;

    public void Dispose() => _context.Unload();

    /// <summary>The name of the class of a rule.</summary>
    public static string Name(int index) => $"Rule{index}";

    private static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, s_parsing, path, Encoding.UTF8);

    /// <summary>A diagnostic is about the rule in whose file it is, or in whose generated file.</summary>
    private static bool Concerns(Diagnostic diagnostic, string name) =>
        Path.GetFileName(diagnostic.Location.SourceTree?.FilePath ?? "").StartsWith(name + ".", StringComparison.Ordinal);

    private static (Compilation Output, Diagnostic[] Diagnostics) Compile(Compilation compilation)
    {
        var driver = CSharpGeneratorDriver.Create([new OptimizerGenerator().AsSourceGenerator()], parseOptions: s_parsing)
            .RunGeneratorsAndUpdateCompilation(compilation, out var output, out var ofGenerator);
        if (driver.GetRunResult().Results.Single().Exception is { } exception) throw exception;
        var analysis = compilation.WithAnalyzers([new DeclarationAnalyzer()], new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), (e, _, _) => throw e, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
        var diagnostics = output.GetDiagnostics().Concat(ofGenerator).Where(d => d.Severity > DiagnosticSeverity.Hidden)
            .Concat(analysis.GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult());
        return (output, [.. diagnostics]);
    }
}

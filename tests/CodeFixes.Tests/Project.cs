using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using OptimizerDsl.Generator;

namespace OptimizerDsl.CodeFixes.Tests;

/// <summary>A project of one file that uses the DSL, as an editor sees it.</summary>
internal static class Project
{
    private const string GlobalUsings = """
        global using System;
        global using OptimizerDsl;
        """;

    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(OptimizerAttribute).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(TorchSharp.torch).Assembly.Location),
    ];

    public static Document Open(string text)
    {
        var project = new AdhocWorkspace().AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Rules", "Rules", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable),
            parseOptions: new CSharpParseOptions(LanguageVersion.CSharp12),
            metadataReferences: s_references));
        return project.AddDocument("Usings.cs", GlobalUsings, filePath: "Usings.cs").Project
            .AddDocument("Rule.cs", text, filePath: "Rule.cs");
    }

    /// <summary>What the analyzers and, of errors, the C# compiler say about the file, in the order of the text.</summary>
    public static async Task<ImmutableArray<Diagnostic>> Diagnose(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: (exception, _, _) => throw exception, concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        var analysis = compilation.WithAnalyzers([new DeclarationAnalyzer(), new BoundsAnalyzer()], options);
        var all = await analysis.GetAnalyzerDiagnosticsAsync();
        return [.. all.Concat(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error)).OrderBy(d => d.Location.SourceSpan.Start)];
    }
}

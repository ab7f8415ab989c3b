using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using OptimizerDsl.Generator;

namespace OptimizerDsl.Benchmarks.Generator;

/// <summary>A project of a hundred optimizers: those of this repository, several times over, each copy in a namespace of its own.</summary>
internal static class Project
{
    public const int Declarations = 100;

    /// <summary>The file that declares nothing.</summary>
    public const string Elsewhere = "Program.cs";

    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using OptimizerDsl;
        global using static OptimizerDsl.Equations;
        """;

    private static readonly CSharpParseOptions s_parsing = new(LanguageVersion.CSharp12);

    private static readonly CSharpCompilation s_empty = CSharpCompilation.Create(
        "Project",
        references: [.. References()],
        options: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));

    private static readonly IReadOnlyList<(string Path, string Text)> s_files = [.. Sources(), (Elsewhere, "class Elsewhere { int x = 0; }"), ("Usings.cs", Usings)];

    /// <summary>The project, parsed and nothing more.</summary>
    public static CSharpCompilation Parsed() => s_empty.AddSyntaxTrees(s_files.Select(f => Parse(f.Text, f.Path)));

    /// <summary>The project with what was generated from it, parsed and nothing more.</summary>
    public static CSharpCompilation Parsed(IEnumerable<string> generated) =>
        Parsed().AddSyntaxTrees(generated.Select((text, i) => Parse(text, $"{i}.g.cs")));

    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create([new OptimizerGenerator().AsSourceGenerator()], parseOptions: s_parsing);

    /// <summary>The file of the optimizer that is edited.</summary>
    public static string Edited => s_files[0].Path;

    /// <summary>Another number in the last equation of one optimizer.</summary>
    public static CSharpCompilation EditDeclaration(CSharpCompilation compilation, int number) =>
        Edit(compilation, Edited, text => text.Insert(text.LastIndexOf(';'), $" * {number}.0"));

    /// <summary>Another number in a file without optimizers.</summary>
    public static CSharpCompilation EditElsewhere(CSharpCompilation compilation, int number) =>
        Edit(compilation, Elsewhere, text => text.Replace("= 0", $"= {number}"));

    private static CSharpCompilation Edit(CSharpCompilation compilation, string path, Func<string, string> edit)
    {
        var text = s_files.Single(f => f.Path == path).Text;
        return compilation.ReplaceSyntaxTree(compilation.SyntaxTrees.Single(t => t.FilePath == path), Parse(edit(text), path));
    }

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, s_parsing, path, Encoding.UTF8);

    private static IEnumerable<(string, string)> Sources()
    {
        var assembly = typeof(Project).Assembly;
        var names = assembly.GetManifestResourceNames().Where(n => n.StartsWith("Declarations/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        var texts = names.Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        }).ToArray();
        for (var i = 0; i < Declarations; i++)
        {
            var (copy, source) = Math.DivRem(i, texts.Length);
            yield return ($"Copy{copy}/{Path.GetFileName(names[source])}", texts[source].Replace("namespace OptimizerDsl.", $"namespace Copy{copy}."));
        }
    }

    private static IEnumerable<MetadataReference> References() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "OptimizerDsl.dll" or "TorchSharp.dll"))
        .Select(path => MetadataReference.CreateFromFile(path));
}

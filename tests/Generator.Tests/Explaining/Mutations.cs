using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OptimizerDsl.Generator.Tests.Explaining;

/// <summary>
/// Whatever is written where the optimizers and the guide have sound declarations, nothing is thrown, and every error is at the
/// user's own place. <c>DSL_FULL=1</c> tries forty times as many.
/// </summary>
public class Mutations
{
    private const int Batch = 500;

    private static readonly MetadataReference s_optimizers = MetadataReference.CreateFromFile(typeof(Optimizers.Adam).Assembly.Location);

    /// <summary>What is written in place of a token, beside the other tokens of the file.</summary>
    private static readonly string[] s_words =
    [
        "int", "double", "float", "long", "bool", "Tensor", "Scalar", "TensorBank", "Coefficients", "Mask", "object", "void", "var", "dynamic",
        "0", "1", "-1", "2.5", "1e400", "true", "null", "default", "\"a\"", "@\"a\nb\"", "'x'", "double.NaN", "(Over)9", "(Precision)77", "(Init)5", "[]",
        "static", "const", "readonly", "required", "abstract", "sealed", "ref", "out", "in", "params", "public", "partial", "new", "override", "unsafe",
        "+", "-", "*", "/", "%", "&", "|", "^", "&&", "||", "<<", "==", "=", "+=", "&=", "??", "?", ":", "=>", "!", "~", "++", ".", ",", ";", "{", "}", "(", ")", "<", ">",
        "lr", "step", "state", "inputs", "Options", "Rule", "Update", "memory", "θ", "g", "this", "base", "return", "if", "else", "for", "await", "throw",
        "Optimizer", "MemoryAugmented", "Hyperparameter", "State", "Eager", "Norm", "Sum", "Sqrt", "Math", "Over", "nameof",
    ];

    private readonly Random _random = new(12);

    [Fact]
    public void Are_explained_where_they_are_made()
    {
        var sources = Declarations().ToArray();
        var count = Environment.GetEnvironmentVariable("DSL_FULL") == "1" ? 20_000 : 500;
        for (var made = 0; made < count; made += Batch)
            Check(Enumerable.Range(made, Batch).Select(i => Mutated(sources[_random.Next(sources.Length)], i)).ToArray());
    }

    /// <summary>The optimizers, and the blocks of the guide that declare some.</summary>
    private static IEnumerable<string> Declarations() => Declared.Names("Optimizers/").Select(Declared.Read).Concat(
        Regex.Matches(Declared.Read("Guide/writing-an-optimizer.md"), "```csharp\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value).Where(b => b.Contains("partial class", StringComparison.Ordinal)));

    /// <summary>The source in a namespace of its own, with a few tokens deleted, doubled, swapped or replaced.</summary>
    private string Mutated(string source, int number)
    {
        var text = "using OptimizerDsl.Optimizers;\n" + Regex.Replace(source, @"^namespace [\w.]+;", "", RegexOptions.Multiline);
        var usings = Regex.Matches(text, @"^using [^;()]+;\s*", RegexOptions.Multiline).Select(m => m.Value).Distinct().ToArray();
        foreach (var directive in usings) text = text.Replace(directive, "");
        var tokens = CSharpSyntaxTree.ParseText(text, Compiler.ParseOptions).GetRoot().DescendantTokens().Select(t => t.ToFullString()).ToList();
        for (var n = 1 + _random.Next(3) / 2; n > 0; n--)
        {
            var at = _random.Next(tokens.Count);
            switch (_random.Next(5))
            {
                case 0: tokens.RemoveAt(at); break;
                case 1: tokens.Insert(at, tokens[at]); break;
                case 2: (tokens[at], tokens[^1]) = (tokens[_random.Next(tokens.Count)], tokens[^1]); break;
                case 3 when at > 0: (tokens[at - 1], tokens[at]) = (tokens[at], tokens[at - 1]); break;
                default: tokens[at] = " " + s_words[_random.Next(s_words.Length)] + " "; break;
            }
        }

        return $"{string.Concat(usings)}namespace M{number};\n{string.Concat(tokens)}";
    }

    private static void Check(string[] mutants)
    {
        var compilation = Compiler.Compilation(mutants).AddReferences(s_optimizers);
        var driver = Compiler.Driver().RunGeneratorsAndUpdateCompilation(compilation, out var output, out var reported);
        var result = driver.GetRunResult().Results.Single();
        Assert.True(result.Exception is null, result.Exception?.ToString());
        Assert.Equal("", Compiler.Text(reported));

        // They read as the generator does, and take longer.
        Assert.DoesNotContain(Compiler.Analyze(Compiler.Compilation(mutants[..100]).AddReferences(s_optimizers), new DeclarationAnalyzer(), new BoundsAnalyzer(), new UnusedAnalyzer()), d => d.Id == "DSL0039");

        // What is not even C# makes a file mean something else with every class that it sees.
        var added = Errors(output.GetDiagnostics()).Where(d => d.Location.SourceTree is not null).GroupBy(d => d.Location.SourceTree)
            .Where(g => !compilation.ContainsSyntaxTree(g.Key) || !g.Key!.GetDiagnostics().Any())
            .SelectMany(g => g.ExceptBy(Before(g.Key!).Select(d => d.Location), d => d.Location).Where(d => !IsBoundOnlyNow(d, Before(g.Key!)))).ToArray();
        Assert.True(added.Length == 0, string.Join("\n\n", added.GroupBy(d => d.Location.SourceTree).Select(g => Described(g.Key!, g))));

        string Described(SyntaxTree tree, IEnumerable<Diagnostic> errors)
        {
            var number = Regex.Match(tree.FilePath, @"M(\d+)\.").Groups[1].Value;
            var own = number.Length == 0 ? tree : compilation.SyntaxTrees.First(t => t.ToString().Contains($"namespace M{number};", StringComparison.Ordinal));
            return $"{Compiler.Text(errors.Take(3))}\n{Compiler.Text(Before(own).Take(3))}\n{own}";
        }

        // The lambdas that go to a method of the base class: without that there was no type to bind them to.
        bool IsBoundOnlyNow(Diagnostic error, IEnumerable<Diagnostic> before) =>
            compilation.ContainsSyntaxTree(error.Location.SourceTree!)
            && error.Location.SourceTree!.GetRoot().FindNode(error.Location.SourceSpan).Ancestors().OfType<AnonymousFunctionExpressionSyntax>()
                .Any(lambda => lambda.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
                    && before.Any(d => call.Expression.Span.Contains(d.Location.SourceSpan)));

        IEnumerable<Diagnostic> Before(SyntaxTree tree) => compilation.ContainsSyntaxTree(tree) ? Errors(compilation.GetSemanticModel(tree).GetDiagnostics()) : [];
    }

    private static IEnumerable<Diagnostic> Errors(IEnumerable<Diagnostic> diagnostics) => diagnostics.Where(d => d.DefaultSeverity == DiagnosticSeverity.Error);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OptimizerDsl.Generator.Tests.Explaining;

/// <summary>Neither the generator nor the analyzer falls over code that is being written, and they never disagree.</summary>
public class Typing
{
    private static readonly string Text = Declared.Optimizer("AggMo") + """

        [MemoryAugmented(Capacity = 3, Decay = 0.5)]
        partial class Everything
        {
            [Hyperparameter(AtLeast = 0, Below = 1)] double lr = 1e-3, beta = -(0.5);
            [Hyperparameter] bool flag = true;
            [Hyperparameter] Coefficients betas = [0.5];
            [State("exp_avg", When = nameof(flag))] Tensor m;
            [State(Per = nameof(betas))] TensorBank b;
            void Update(ref Tensor θ, Tensor g, CriticalMemory memory, int t)
            {
                const double half = 0.5;
                var next = betas * b + half * g;
                if (flag && t > 1) { m = beta * m + g; next = next + m; }
                else if (flag) m = Where(g > 0 | !(g < -1), g, 0);
                b = next;
                var (x, mask) = (1, 2);
                double y; y = Math.Max(lr, t / 2) * (memory.Count + betas.Count);
                var a = memory.Aggregate(Mean(b)) + memory.Mean;
                memory.Offer(g, flag ? Sum(Norm(g), Over.Group) : Norm(θ));
                θ -= y * Clamp(a, -1, 1) / (Norm(over: Over.All, x: flag ? m : g) + 1e-8);
            }
        }
        """;

    private readonly CSharpCompilation _empty = Compiler.Compilation("");
    private GeneratorDriver _driver = Compiler.Driver();

    [Fact]
    public void Every_prefix()
    {
        for (var length = 0; length <= Text.Length; length += 3) Check(Text[..length]);
    }

    [Fact]
    public void Random_deletions_of_tokens()
    {
        var tokens = CSharpSyntaxTree.ParseText(Text, Compiler.ParseOptions).GetRoot().DescendantTokens().Select(t => t.ToFullString()).ToArray();
        var random = new Random(20);
        for (var i = 0; i < 800; i++)
        {
            var mutated = tokens.ToList();
            for (var n = random.Next(1, 5); n > 0; n--)
            {
                var at = random.Next(mutated.Count);
                if (random.Next(3) == 0) mutated[at] = tokens[random.Next(tokens.Length)];
                else mutated.RemoveAt(at);
            }

            Check(string.Concat(mutated));
        }
    }

    /// <summary>A class has sources, or a diagnostic, or an error of the compiler's.</summary>
    private void Check(string text)
    {
        var compilation = _empty.ReplaceSyntaxTree(_empty.SyntaxTrees.Last(), Compiler.Parse(text, "File0.cs"));
        _driver = _driver.RunGenerators(compilation);
        var result = _driver.GetRunResult().Results.Single();
        Assert.True(result.Exception is null, $"{result.Exception}\n{text}");

        var explained = Compiler.Analyze(compilation);
        var tree = compilation.SyntaxTrees.Last();
        foreach (var declared in tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().Where(c => c.AttributeLists.Count > 0))
        {
            var name = compilation.GetSemanticModel(tree).GetDeclaredSymbol(declared)!.ToDisplayString();
            var isGenerated = result.GeneratedSources.Any(s => s.HintName == name + ".g.cs");
            // What is said of a class that a lost brace has moved into this one is not said of this one.
            var nested = declared.DescendantNodes().OfType<ClassDeclarationSyntax>().ToArray();
            var isExplained = explained.Any(d => declared.Span.IntersectsWith(d.Location.SourceSpan)
                && !nested.Any(n => n.Span.Contains(d.Location.SourceSpan)));
            Assert.False(isGenerated && isExplained, text);
            if (!isGenerated && !isExplained) Assert.True(compilation.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error), text);
        }
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using OptimizerDsl.Generator.Declarations;

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
        for (var i = 0; i < 1600; i++)
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

        // The analyzer is this reading and its reports; its driver costs ten times as much.
        var (explained, tree) = (new List<Diagnostic>(), compilation.SyntaxTrees.Last());
        var model = compilation.GetSemanticModel(tree);
        foreach (var declared in tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().Where(c => c.AttributeLists.Count > 0))
        {
            var type = model.GetDeclaredSymbol(declared)!;
            if (!type.GetAttributes().Any(a => a.AttributeClass?.Name is "OptimizerAttribute" or "MemoryAugmentedAttribute")) continue;
            var diagnostics = DeclarationReader.Read(type, compilation, default).Diagnostics.Select(d => d.ToDiagnostic([tree])).ToArray();
            explained.AddRange(diagnostics);

            var isGenerated = result.GeneratedSources.Any(s => s.HintName == type.ToDisplayString() + ".Rule.g.cs");
            Assert.False(isGenerated && diagnostics.Length > 0, $"Generated in spite of {Compiler.Text(diagnostics)}\n{text}");
            if (isGenerated || diagnostics.Length > 0 || tree.GetDiagnostics().Any()) continue;
            Assert.True(compilation.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error), $"{type} is neither generated nor explained.\n{text}");
        }

        if (++_checks % 25 == 0)
            Assert.Equal(Sorted(explained), Sorted(Compiler.Analyze(compilation)));
    }

    private int _checks;

    private static IEnumerable<string> Sorted(IEnumerable<Diagnostic> diagnostics) => diagnostics.Select(d => d.ToString()).Distinct().Order(StringComparer.Ordinal);
}

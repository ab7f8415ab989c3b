using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace OptimizerDsl.CodeFixes.Tests;

/// <summary>An editor asks for repairs while the code is being written: whatever stands there, nothing is thrown.</summary>
public class MutationTests
{
    /// <summary>Every mistake that there is a repair of.</summary>
    private const string Mistakes = """
        using static OptimizerDsl.Equations;
        [Optimizer] partial class A
        {
            const double Largest = 2;
            [Hyperparameter] double lr = 1, eps;
            [Hyperparameter(AtLeast = 0, Below = 1)] double beta = 1;
            [Hyperparameter(AtMost = 1)] Coefficients c = [Largest, 0.5];
            [State] Tensor m, unused;
            void Update(ref Tensor θ, Tensor g, CriticalMemory memory)
            {
                unused = this.m;
                (m, g) = (m + g, 2 * g);
                if (lr > 0) { g *= beta; (g) = -g; }
                var d = Math.Sqrt(g) + Math.Max(1, Norm(m)) * c.Count;
                θ -= lr * d / eps;
            }
        }
        [MemoryAugmented] partial class B { void Update(ref Tensor θ, Tensor g) { θ -= g; } }
        [Optimizer] class C { [Hyperparameter] double lr; void Update(Tensor θ, Tensor g) { θ -= lr * g; } }
        """;

    private static readonly DeclarationFix[] s_fixes = [.. typeof(DeclarationFix).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(DeclarationFix))).Select(t => (DeclarationFix)Activator.CreateInstance(t)!)];

    [Fact]
    public async Task Repairs_of_anything_are_made()
    {
        var tokens = CSharpSyntaxTree.ParseText(Mistakes).GetRoot().DescendantTokens().Select(t => t.ToFullString()).ToArray();
        var random = new Random(31);
        var made = 0;
        for (var i = 0; i < 150; i++)
        {
            var mutated = tokens.ToList();
            for (var n = i == 0 ? 0 : random.Next(1, 4); n > 0; n--)
            {
                var at = random.Next(mutated.Count);
                if (random.Next(2) == 0) mutated[at] = tokens[random.Next(tokens.Length)];
                else mutated.RemoveAt(at);
            }

            made += await Repaired(string.Concat(mutated));
        }

        Assert.True(made > 1000, $"Only {made} repairs were made.");
    }

    /// <summary>How many repairs were offered, all of which were made.</summary>
    private static async Task<int> Repaired(string text)
    {
        var document = Project.Open(text);
        var actions = new List<CodeAction>();
        foreach (var diagnostic in (await Project.Diagnose(document)).Where(d => d.Location.SourceTree?.FilePath == "Rule.cs"))
        foreach (var fix in s_fixes.Where(f => f.FixableDiagnosticIds.Contains(diagnostic.Id)))
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), default));
        foreach (var action in actions) await action.GetOperationsAsync(default);
        return actions.Count;
    }
}

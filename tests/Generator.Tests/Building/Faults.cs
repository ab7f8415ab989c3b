using Microsoft.CodeAnalysis;

namespace OptimizerDsl.Generator.Tests.Building;

/// <summary>What csc says where a declaration is in error: it stops before the analyzers if other declarations need what is generated.</summary>
public class Faults
{
    private const string Loop = "[Hyperparameter(AtLeast = 0)] double lr = 1e-3, beta1 = 0.9, beta2 = 0.9; [State(\"exp_avg\")] Tensor m; void Update(ref Tensor θ, Tensor g) { for (var i = 0; i < 3; i++) m += g; θ -= (lr + beta1 + beta2) * m; }";

    private const string Uses = """
        class Scheduler<T> where T : TorchSharp.torch.optim.Optimizer, TorchSharp.torch.optim.IBetas;
        class S : Scheduler<Belief>
        {
            public Belief.ParamGroup? Group { get; set; }
            public double Beta(Belief.Options options) => options.beta1!.Value;
            public TorchSharp.torch.Tensor Momentum(Belief.State state) => state.exp_avg;
            public Belief Make(TorchSharp.torch.nn.Module model) { var made = new Belief(model.parameters(), lr: 1, beta2: 0.5); made.step(); return made; }
        }
        """;

    [Theory]
    [InlineData("DSL0006", "[Optimizer] partial class Belief { " + Loop + " protected override void Dispose(bool disposing) { base.Dispose(disposing); } }\n" + Uses)]
    [InlineData("DSL0010", "[Optimizer] partial class Belief { [Hyperparameter(AtLeast = 0)] double lr = -1, beta1 = 0.9, beta2 = 0.9; [State(\"exp_avg\")] Tensor m; void Update(ref Tensor θ, Tensor g) { m += g; θ -= (lr + beta1 + beta2) * m; } }\n" + Uses)]
    [InlineData("DSL0003", "[Optimizer] partial class Belief { [Hyperparameter(AtLeast = 0)] double lr = 1, beta1 = 0.9, beta2 = 0.9; [State(\"exp_avg\")] Tensor m; }\n" + Uses)]
    [InlineData("DSL0010", "[Optimizer] partial class Basis { [Hyperparameter(AtLeast = 0)] double lr = 1, beta1 = 0.9, beta2 = 0.9; [State(\"exp_avg\")] Tensor m; void Update(ref Tensor θ, Tensor g) { m += g; θ -= (lr + beta1 + beta2) * m; } } [Clipped<Basis>(MaxNorm = -1)] partial class Belief;\n" + Uses)]
    [InlineData("DSL0006 DSL0027", "[Optimizer] partial class Basis { " + Loop + " } [Clipped<Basis>] partial class Belief { protected override void Dispose(bool disposing) { base.Dispose(disposing); } }")]
    [InlineData("DSL0011", "[MemoryAugmented] partial class Belief { [State(Init = \"none\")] Tensor m; [Hyperparameter] Coefficients c = [1]; public Belief(TorchSharp.torch.nn.Module m) : this(m.parameters(), capacity: 3) { } void Update(ref Tensor θ, Tensor g, CriticalMemory memory) { θ -= memory.Aggregate(m); } }")]
    [InlineData("CS0103", "[Optimizer] partial class Belief { [Hyperparameter(AtLeast = 0)] double lr = 1, beta1 = 0.9, beta2 = 0.9; [State(\"exp_avg\")] Tensor m; void Update(ref Tensor θ, Tensor g) { m += nothing; θ -= m; } }\n" + Uses)]
    public void Are_the_only_errors(string expected, string source)
    {
        var compilation = Compiler.Compilation("#pragma warning disable CS1591\n" + source);
        Compiler.Driver().RunGeneratorsAndUpdateCompilation(compilation, out var output, out var ofGenerator);
        var ofCompiler = output.GetDiagnostics().Concat(ofGenerator).Where(d => d.Severity == DiagnosticSeverity.Error);
        var ofAnalyzer = output.GetDeclarationDiagnostics().Any(d => d.DefaultSeverity == DiagnosticSeverity.Error) ? [] : Compiler.Analyze(output);
        Assert.Equal(expected, string.Join(" ", ofCompiler.Concat(ofAnalyzer).Select(d => d.Id)));
    }

    [Theory]
    [InlineData("[Optimizer] partial class Parts { [Hyperparameter(AtLeast = 0)] double lr = 0.1; } [[|Optimizer|]] partial class Parts { void Update(ref Tensor θ, Tensor g) { θ -= lr * g; } }", "CS0579")]
    [InlineData("[Optimizer] partial class A { void Update(ref Tensor θ, Tensor g) { θ -= g; } } [[|Clipped<A>|]] partial class Parts; [Cautious<A>] partial class Parts;", "DSL0027")]
    [InlineData("[Optimizer] partial class A { void Update(ref Tensor θ, Tensor g) { θ -= g; } } [[|Clipped<A>|]] partial class Parts; [[|Clipped<A>|]] partial class Parts;", "DSL0027 CS0579")]
    [InlineData("namespace A { [Optimizer] partial class [|Rule|] { void Update(ref Tensor θ, Tensor g) { θ -= g; } } } namespace B { [Optimizer] partial class [|Rule|] { void Update(ref Tensor θ, Tensor g) { θ -= g; } } }", "DSL0022 DSL0022")]
    public void Of_one_declaration_are_none_of_the_others(string source, string expected)
    {
        var marked = Explaining.Marked.Parse("#pragma warning disable CS1591, CS0108\n" + source);
        var outcome = Compiler.Run(marked.Source, "[Optimizer] partial class Innocent { void Update(ref Tensor θ, Tensor g) { θ -= g; } }");
        var errors = outcome.Explained.Concat(outcome.Diagnostics).Where(d => d.DefaultSeverity == DiagnosticSeverity.Error).ToArray();
        Assert.Equal(expected, string.Join(" ", errors.Select(d => d.Id)));
        Assert.Equal(marked.Spans.OrderBy(s => s.Start), errors.Select(d => d.Location.SourceSpan).OrderBy(s => s.Start));
        Assert.Contains("Innocent.Rule.g.cs", outcome.Generated.Keys);
        if (expected == "CS0579") Assert.Contains("Parts.Rule.g.cs", outcome.Generated.Keys);
    }
}

using OptimizerDsl.Tests.Running;

namespace OptimizerDsl.Tests.Written;

/// <summary>A state that is there under a condition is used under any others besides: wherever it is not there, nothing touches it.</summary>
public sealed class ConditionalStateTests
{
    private const string Fields = "[Hyperparameter] bool z = true, w = true; [State(When = nameof(z))] Tensor m; " + Update;
    private const string Bank = "[Hyperparameter] bool z = true, w = true; [Hyperparameter] Coefficients betas = [0.0, 0.9]; "
        + "[State(When = nameof(z), Per = nameof(betas))] TensorBank velocity; " + Update;
    private const string Update = "void Update(ref Tensor θ, Tensor g, int t) ";

    /// <summary>How a use of the state may be nested in what else a rule decides.</summary>
    private static readonly string[] s_shapes =
    [
        "if (true) { if (z) m = 0.5 * m + g; } θ -= lr * (z ? m : g);",
        "if (t > 1) { if (z) m = 0.5 * m + g; } θ -= lr * (z ? m : g);",
        "if (w) { if (z) m = 0.5 * m + g; } θ -= lr * (z ? m : g);",
        "if (z) { if (t > 1) m = 0.5 * m + g; } θ -= lr * (z ? m : g);",
        "if (w) { } else { if (z) m = 0.5 * m + g; } θ -= lr * (z ? m : g);",
        "if (lr > 0) { if (z) { m = 0.5 * m + g; θ -= lr * m; } else θ -= g * lr; }",
        "if (t > 1) θ -= lr * (z ? m : g); if (z) m = g;",
        "if (z && w) m = m + g; if (z) θ -= lr * m;",
        "if (!w) { if (z) m += g; } if (z) θ -= lr * m;",
        "const bool C = true; if (C) { if (z) { m += g; θ -= lr * m; } }",
        "if (1 < 2) { if (z) { m += g; θ -= lr * m; } }",
        "if (w || true) { if (z) { m += g; θ -= lr * m; } }",
        "if (z) { if (true) { m += g; θ -= lr * m; } }",
        "if (true && z) { m += g; θ -= lr * m; }",
        "if (z && true) { m += g; θ -= lr * m; }",
        "if (z ? true : false) { θ -= lr * g; } if (z) m += g; if (z) θ -= m;",
        "θ -= true ? (z ? lr * m : g) : g; if (z) m = g;",
        "if (false) { θ = g; } else if (z) { m += g; θ -= lr * m; }",
        // A reduction of it is one of the use that stands in the arm of a choice.
        "if (z) { m = m + g; } θ -= lr * (z ? Dot(m, g) : Sum(g)) * g;",
        "if (z) { m = m + g; } var r = w ? z ? Norm(m, Over.All) : Sum(g) : MaxAbs(g); θ -= lr * r * g;",
        "if (z) { m = m + g; } var r = (z ? Norm(m) : Norm(g)) + Norm(g) + (z ? Norm(g) : Norm(θ)); θ -= lr * r * (z ? m / (1 + Mean(m)) : g);",
    ];

    private static readonly string[] s_banks =
    [
        "if (w) { if (z) velocity = betas * velocity + g; } θ -= lr * (z ? Mean(velocity) : g);",
        "if (z) velocity = betas * velocity + g; θ -= lr * Mean(z ? velocity : betas * g);",
        "if (z) velocity = betas * velocity + g; var n = z ? Norm(Mean(velocity)) : Sum(g); θ -= lr * n * (w ? z ? Sum(velocity * betas) : θ : g);",
        "if (t > 1) { if (z) velocity = betas * velocity + g; } if (!z) θ -= g; else θ -= Mean(velocity);",
    ];

    private static readonly Lazy<Batch> s_compiled = new(() => Agreement.Compile(
    [
        .. s_shapes.Select(s => Fields + "{ " + s + " θ -= w ? lr * g : 2 * lr * g; }"),
        .. s_banks.Select(s => Bank + "{ " + s + " θ -= w ? lr * g : 2 * lr * g; }"),
    ]));

    public static TheoryData<bool, bool> Variants => new() { { true, true }, { true, false }, { false, true }, { false, false } };

    [Theory, MemberData(nameof(Variants))]
    public void Any_use_agrees_with_the_reference(bool z, bool w)
    {
        for (var i = 0; i < s_shapes.Length + s_banks.Length; i++) Agreement.Require(s_compiled.Value.Type(i), Of(z, w), Executions(!z && w == (i % 2 == 0)));
    }

    [Theory]
    [InlineData(0.0, false, false)]
    [InlineData(0.5, false, true)]
    [InlineData(0.0, true, true)]
    [InlineData(0.5, true, false)]
    public void So_do_the_usual_ones(double momentum, bool amsgrad, bool plain)
    {
        using var batch = Agreement.Compile(
        [
            "[Hyperparameter(AtLeast = 0)] double momentum = 0; [Hyperparameter] bool plain = false; [State(When = nameof(momentum))] Tensor m; void Update(ref Tensor θ, Tensor g) { if (plain) θ -= lr * g; else if (momentum != 0) { m = momentum * m + g; θ -= lr * m; } else θ -= 2 * lr * g; }",
            "[Hyperparameter] bool amsgrad = false; [State] Tensor v; [State(When = nameof(amsgrad))] Tensor v_max; void Update(ref Tensor θ, Tensor g, int t) { v = 0.9 * v + g * g; var d = v; if (t > 1) { if (amsgrad) { v_max = Max(v_max, v); d = v_max; } } θ -= lr * g / (Sqrt(d) + 1e-8); }",
        ]);
        Agreement.Require(batch.Type(0), new Dictionary<string, object> { ["momentum"] = momentum, ["plain"] = plain });
        Agreement.Require(batch.Type(1), new Dictionary<string, object> { ["amsgrad"] = amsgrad });
    }

    private static readonly Lazy<(Batch Batch, int Count)> s_nestings = new(() =>
    {
        string[] conditions = ["w", "!w", "t > 1", "lr > 0", "w && t > 2", "w || t > 2", "true", "!z"];
        string[] own = ["if (z) { 0 }", "if (!z) { θ -= g; } else { 0 }", "if (z && t != 2) { 0 }", "if (!(!z || w)) { 0 } else if (z) { m *= 0.5; }"];
        var rules = (from outer in conditions
                     from inner in own
                     from isElse in new[] { false, true }
                     let use = inner.Replace("0 }", "m = 0.5 * m + g; θ -= lr * m; }", StringComparison.Ordinal)
                     let nested = isElse ? $"if ({outer}) {{ θ -= lr * g; }} else {{ {use} }}" : $"if ({outer}) {{ {use} }}"
                     from last in new[] { "θ -= lr * g;", "if (t > 1) { if (w) { " + nested + " } } θ -= lr * (z ? m : θ);" }
                     select Fields + "{ " + nested + " " + last + " }").ToArray();
        return (Agreement.Compile(rules), rules.Length);
    });

    /// <summary>All nestings of the state's condition and two others, of its use in one arm and another in the other.</summary>
    [Theory, MemberData(nameof(Variants))]
    public void So_do_all_nestings(bool z, bool w)
    {
        for (var i = 0; i < s_nestings.Value.Count; i++) Agreement.Require(s_nestings.Value.Batch.Type(i), Of(z, w), Executions(!z && w && i % 16 == 5));
    }

    private static Dictionary<string, object> Of(bool z, bool w) => new() { ["z"] = z, ["w"] = w };

    /// <summary>The C++ compiler takes long: the device is tested where the state is not there.</summary>
    private static Execution[] Executions(bool withDevice) => withDevice ? Agreement.Compiled : [Execution.Cpu, Execution.Eager];
}

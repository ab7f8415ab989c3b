namespace OptimizerDsl.Generator.Tests.Compiling;

/// <summary>Texts of the user's that reach comments and strings of generated code, whatever is in them.</summary>
public class Texts
{
    [Theory]
    [InlineData("&#10;"), InlineData("&#13;"), InlineData("&#x85;"), InlineData("&#x2028;"), InlineData("&#x2029;"), InlineData("\"\"\""), InlineData("\\"), InlineData("]]&gt;")]
    public void In_a_summary(string text)
    {
        var outcome = Compiler.Compile($$"""
            /// <summary>A rule{{text}}of mine.</summary>
            [Optimizer] public partial class A
            {
                /// <summary>The rate{{text}}of learning.</summary>
                [Hyperparameter(AtLeast = 0)] double lr = 1e-3;
                void Update(ref Tensor θ, Tensor g) { θ -= lr * g; }
            }
            [Clipped<A>] public partial class B;
            """);
        if (text.StartsWith("&#", StringComparison.Ordinal)) Assert.Contains("The rate of learning.", outcome.Generated["A.g.cs"]);
    }

    [Theory]
    [InlineData("\\n", " "), InlineData("\\r\\n", " "), InlineData("\\u0085", " "), InlineData("\\u2028", " "), InlineData("\\u2029", " "), InlineData(" \\\"\\\"\\\" ", " \\\"\\\" "), InlineData("\\\\", "\\\\"), InlineData("\\t", "\\t")]
    public void In_the_message_of_a_constraint(string text, string written)
    {
        var outcome = Compiler.Compile($$"""
            [Optimizer] partial class A
            {
                [Hyperparameter(AtLeast = 0)] double lr = 1e-3, mu = 0.5;
                [Constraint("first{{text}}second")] bool Ok => lr < mu || mu > 1;
                void Update(ref Tensor θ, Tensor g) { θ -= lr * g * mu; }
            }
            [Clipped<A>] partial class B;
            """);
        Assert.Contains($"\"first{written}second\"", outcome.Generated["A.g.cs"]);
    }

    [Theory]
    [InlineData("@\"a\nb\""), InlineData("\"\"\"\n        a\n        b\n        \"\"\""), InlineData("\"\\\"\\\"\\\"\""), InlineData("\"\\n\""), InlineData("@\"a\u2028b\""), InlineData("\"a\\\\\"")]
    public void In_a_constant(string text) => Compiler.Compile(Rule.Of($"θ -= lr * ({text} == \"c\" ? 2 : 1) * g / Norm(g);"));

    [Theory]
    [InlineData("[Hyperparameter(AtLeast = 0), Obsolete] double damping = 0;")]
    [InlineData("[Hyperparameter(AtLeast = 0), Obsolete(\"It never helped.\")] double damping = 0;")]
    public void An_obsolete_hyperparameter_is_still_there(string field) => Compiler.Compile(
        "#pragma warning disable CS0612, CS0618\n" + Rule.Of("θ -= lr * g / (1 + damping);", field));

    [Theory]
    [InlineData("public Sample(TorchSharp.torch.nn.Module model) : this(model.parameters()) { }")]
    [InlineData("public Sample(TorchSharp.torch.nn.Module model, double lr) : this(model.parameters(), lr: lr) { } public Sample(TorchSharp.torch.nn.Module model, int n) : this(model, 1.0 / n) { }")]
    [InlineData("public Sample(object[] groups, double lr, double momentum, bool nesterov, int every, Coefficients? betas) : this((IEnumerable<ParamGroup>)groups, lr, momentum, nesterov, every, betas) { }")]
    [InlineData("public Sample(IReadOnlyList<TorchSharp.Modules.Parameter> list, double lr, double momentum, bool nesterov, int every, Coefficients? betas) : this((IEnumerable<TorchSharp.Modules.Parameter>)list, lr) { }")]
    [InlineData("static Sample() { }")]
    [InlineData("~Sample() { }")]
    public void Constructors_of_its_own(string constructor) => Compiler.Compile("#pragma warning disable CS1591\n" + Rule.Of("θ -= lr * g;", constructor));

    [Fact]
    public void A_state_that_is_there_with_the_learning_rate() => Compiler.Compile(Rule.Of("if (lr > 0) m = g; θ -= lr > 0 ? m : g;", "[State(When = nameof(lr))] Tensor m;"));

    [Fact]
    public void Keywords_as_names_of_what_is_composed() => Compiler.Compile("""
        namespace @namespace.@event;
        #pragma warning disable CS1591
        [Optimizer] public partial class @class
        {
            [Hyperparameter(AtLeast = 0)] double lr = 1e-3;
            [State(Shape = nameof(@long))] TorchSharp.torch.Tensor? s;
            void Update(ref Tensor θ, Tensor g) { s = @static(g); Tensor d = Twice(s); θ -= lr * d; }
            public static long[] @long(long[] shape) => shape;
            [Eager] public static TorchSharp.torch.Tensor @static(TorchSharp.torch.Tensor @base) => @base * 2;
            [Eager] public static TorchSharp.torch.Tensor Twice(TorchSharp.torch.Tensor? x) => x! * 2;
        }
        [Clipped<@class>] public partial class @struct;
        """);

    [Theory]
    [InlineData("θ -= F(F(g));", "static Tensor F(Tensor x) => x * x;")]
    [InlineData("θ -= F(F(lr, F(2, 3)), lr) * g;", "static double F(double x, double y) => x - 2 * y;")]
    [InlineData("θ -= F(G(F(g)));", "static Tensor F(Tensor x) => G(x) + x; static Tensor G(Tensor x) => 2 * x;")]
    public void A_method_of_what_it_returns_is_no_recursion(string equations, string methods) => Compiler.Compile(Rule.Of(equations, methods));

    [Fact]
    public void Partial_members_stand_for_what_their_other_part_says()
    {
        var rule = Rule.Of("θ -= Rate * Half(g);", "partial double Rate { get; } partial double Rate => lr / 2; private static partial Tensor Half(Tensor x); private static partial Tensor Half(Tensor x) => x / 2;");
        var options = Compiler.ParseOptions.WithLanguageVersion(Microsoft.CodeAnalysis.CSharp.LanguageVersion.CSharp13);
        var compilation = Compiler.Compilation(rule);
        var newer = compilation.SyntaxTrees.Select(t => t.WithRootAndOptions(t.GetRoot(), options));
        Assert.Empty(Compiler.Analyze(compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(newer)));
    }

    [Theory]
    [InlineData("θ -= double.Sqrt(lr) * double.Max(1, momentum) * g;")]
    [InlineData("θ -= lr * g; return;")]
    public void What_changes_nothing(string equations) => Compiler.Compile(Rule.Of(equations));

    [Theory]
    [InlineData("if (momentum > 0) m = momentum * m + g; θ -= lr * (0 < momentum ? m : g);", "momentum")]
    [InlineData("if (!(momentum == 0)) m = g; θ -= lr * (momentum * 2 >= 1e-3 && t > 1 ? m : g);", "momentum")]
    [InlineData("if (nesterov == true) m = g; θ -= lr * (nesterov != false ? m : g);", "nesterov")]
    [InlineData("if (nesterov != true) θ -= g; else m = g; θ -= lr * (true == nesterov ? m : g);", "nesterov")]
    [InlineData("bool on = nesterov; if (on) m = g; var off = !on || t < 1; θ -= lr * (off ? g : m);", "nesterov")]
    [InlineData("var on = nesterov ? t > 3 : false; if (on) m = g; θ -= lr * (on ? m : g);", "nesterov")]
    [InlineData("if (every > 1 && every < 9) m = g; θ -= lr * (every >= 1 ? m : g);", "every")]
    public void Conditions_that_imply_that_a_state_is_there(string equations, string when) => Compiler.Compile(Rule.Of(equations, $"[State(When = nameof({when}))] Tensor m;"));

    [Theory]
    [InlineData("const double Largest = 0.5; [Hyperparameter(AtMost = 1)] double x = Largest, y = 1.0 / 4, z = Math.PI / 4; [Hyperparameter(AtMost = 1)] Coefficients c = [Largest, 1 - Largest];", "double x = 0.5, double y = 0.25, double z = 0.7853981633974483")]
    public void Constants_are_defaults(string fields, string parameters) => Assert.Contains(parameters, Compiler.Compile(Rule.Of("θ -= (lr + x + y + z + c.Count + (nesterov ? momentum : every)) * g;", fields)).Generated["Sample.g.cs"]);
}

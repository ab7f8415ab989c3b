namespace OptimizerDsl.Generator.Tests.Compiling;

/// <summary>The ways in which C# lets a class be written.</summary>
public class Shapes
{
    private const string Update = "void Update(ref Tensor θ, Tensor g) { θ -= lr * g; }";
    private const string Lr = "[Hyperparameter] double lr = 1;";

    [Theory]
    [InlineData("[Optimizer] public partial class A { " + Lr + Update + " }")]
    [InlineData("[Optimizer] internal partial class A { " + Lr + Update + " }")]
    [InlineData("[Optimizer] public sealed partial class A { " + Lr + Update + " }")]
    [InlineData("[Optimizer] partial class A { " + Lr + Update + " }")]
    [InlineData("[OptimizerDsl.OptimizerAttribute] partial class A { " + Lr + Update + " }")]
    [InlineData("[Optimizer] unsafe partial class A { " + Lr + Update + " }")]
    [InlineData("[Optimizer, Obsolete] partial class A { " + Lr + Update + " }")]
    [InlineData("[Optimizer] partial class A : IFormattable { " + Lr + Update + " public string ToString(string? format, IFormatProvider? provider) => \"\"; }")]
    [InlineData("[Optimizer, MemoryAugmented] partial class A { void Update(ref Tensor θ, Tensor g, CriticalMemory memory) => θ -= memory.Aggregate(g); }")]
    [InlineData("[MemoryAugmented(Capacity = 0, Decay = 1)] partial class A { void Update(CriticalMemory memory, int t, Tensor g, ref Tensor θ) => θ -= t * memory.Aggregate(g); }")]
    [InlineData("[Optimizer] partial class A { void Update(ref Tensor θ, Tensor g) => θ -= g; }")]
    [InlineData("[Optimizer] partial class A { public void Update(ref Tensor θ, Tensor g) => θ -= g; }")]
    [InlineData("[Optimizer] partial class A { partial void Update(ref Tensor θ, Tensor g); partial void Update(ref Tensor θ, Tensor g) { θ -= g; } }")]
    [InlineData("[Optimizer] partial class A { void Update(int t, Tensor g, ref Tensor θ) => θ -= g; }")]
    [InlineData("[Optimizer] partial class A { void Update(ref Tensor θ, Tensor g) { θ -= Mine; } static double Mine2 => 1; const double Mine = 0.1; }")]
    [InlineData("[Optimizer] partial class A { [Hyperparameter] double lr = Math.Sqrt(2) / 10, eps = lr0; const double lr0 = 1; void Update(ref Tensor θ, Tensor g) => θ -= lr * g + eps; }")]
    [InlineData("[Optimizer] partial class A { [Hyperparameter] double lr; [Hyperparameter] bool up; [Hyperparameter] int n; void Update(ref Tensor θ, Tensor g) => θ -= up ? lr * g : n * g; }")]
    [InlineData("[Optimizer] partial class A { [Hyperparameter] Coefficients betas; void Update(ref Tensor θ, Tensor g) => θ -= Mean(betas * g); }")]
    [InlineData("[Optimizer] partial class A { [Hyperparameter] Coefficients betas = Make(3); static Coefficients Make(int n) => new double[n]; void Update(ref Tensor θ, Tensor g) => θ -= Mean(betas * g); }")]
    [InlineData("[Optimizer] partial class A { [Hyperparameter] int n = 3; [Hyperparameter] int k = 2; void Update(ref Tensor θ, Tensor g) => θ -= (n / k) * (n % k) * g; }")]
    [InlineData("[Optimizer] partial class A { [Hyperparameter(AtLeast = -1, Above = -2, AtMost = 9, Below = 10)] int n = -1; void Update(ref Tensor θ, Tensor g) => θ -= n * g; }")]
    [InlineData("[Optimizer] partial class A { [Hyperparameter] bool a = true, b = !true; void Update(ref Tensor θ, Tensor g) => θ -= a && b ? g : 2 * g; }")]
    [InlineData("[Optimizer] partial class A { [State(\"class\")] Tensor @class; [State(\"β\")] Tensor m; void Update(ref Tensor θ, Tensor g) { @class += g; m += @class; θ -= m; } }")]
    [InlineData("[Optimizer] partial class A { public A(int seed) : this(new List<TorchSharp.Modules.Parameter>(), seed) { } " + Lr + Update + " }")]
    [InlineData("[Optimizer] partial class A { int Helper() => 3; public override string ToString() => Helper().ToString(); " + Lr + Update + " }")]
    [InlineData("[Optimizer] partial class A { [Hyperparameter] double beta1 = 0.9, beta2 = 0.99, momentum = 0.5; void Update(ref Tensor θ, Tensor g) => θ -= (beta1 + beta2 + momentum) * g; }")]
    public void Compiles(string source) => Compiler.Compile(source);

    [Fact]
    public void Compiles_in_several_files() => Compiler.Compile(
        "namespace N; [Optimizer] partial class A;",
        "namespace N { /// <summary>Documented here.</summary>\n public partial class A { " + Lr + " } }",
        "namespace N; partial class A { " + Update + " }");

    [Fact]
    public void A_state_may_be_used_under_different_conditions_that_imply_its_own() => Compiler.Compile("""
        [Optimizer] partial class A
        {
            [Hyperparameter] double momentum = 0.9;
            [Hyperparameter] bool nesterov = false;
            [State(When = nameof(momentum))] Tensor m;
            void Update(ref Tensor θ, Tensor g)
            {
                if (momentum != 0 && nesterov) m = g;
                else if (momentum != 0) m += g;
                θ -= momentum != 0 ? m : g;
            }
        }
        """);

    [Theory]
    [InlineData("See <see cref=\"Math.Pow\"/> and <see cref=\"Elsewhere.Type\">this</see>, <paramref name=\"x\"/> &lt; 1.")]
    [InlineData("<c>1 - a</c>, <see langword=\"null\"/>\n    /// <para>over lines</para>")]
    [InlineData("")]
    public void Documentation_may_refer_to_what_only_its_file_knows(string summary) => Compiler.Compile($$"""
        using Elsewhere;
        /// <summary>{{summary.Replace("<paramref name=\"x\"/>", "x")}}</summary>
        [Optimizer] public partial class A
        {
            /// <summary>{{summary.Replace("<paramref name=\"x\"/>", "x").Replace("Elsewhere.Type", "Type")}}</summary>
            [Hyperparameter] double lr = 1;
            void Update(ref Tensor θ, Tensor g) { θ -= lr * g; }
        }
        namespace Elsewhere { internal class Type; }
        """);
}

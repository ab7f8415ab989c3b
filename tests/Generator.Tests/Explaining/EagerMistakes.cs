namespace OptimizerDsl.Generator.Tests.Explaining;

/// <summary>Mistakes with methods that are called between passes.</summary>
public class EagerMistakes
{
    private static Marked In(string equations, string methods = "[Eager] static torch.Tensor F(torch.Tensor x) => x;") => Marked.Parse($$"""
        using TorchSharp;
        [Optimizer] partial class A
        {
            [Hyperparameter] double lr = 1;
            [Hyperparameter] bool flag = false;
            [Hyperparameter] Coefficients betas = [0.9];
            void Update(ref Tensor θ, Tensor g, int t)
            {
                {{equations}}
            }
            {{methods}}
        }
        class Shared<T> { [Eager] public static torch.Tensor F(torch.Tensor x) => x; }
        """);

    [Theory]
    [InlineData("static torch.Tensor F(torch.Tensor x) => x;", "it is not marked as one (write [Eager] above it)")]
    [InlineData("[Eager] torch.Tensor F(torch.Tensor x) => x;", "it belongs to an instance (make it static, and hand it what it needs)")]
    [InlineData("[Eager] static torch.Tensor F<T>(torch.Tensor x, T y = default!) where T : struct => x;", "it is generic (write it for torch.Tensor in a class that is not generic)", "F<int>(g)")]
    [InlineData("[Eager] static Tensor F(torch.Tensor x) => x;", "it returns Tensor (return a torch.Tensor of the parameter's shape)")]
    [InlineData("[Eager] static ref torch.Tensor F(torch.Tensor x) => throw new Exception();", "it returns a reference (return a torch.Tensor of the parameter's shape)")]
    [InlineData("[Eager] static torch.Tensor F(in torch.Tensor x) => x;", "its parameter 'x' is passed by reference (pass it by value, and return what is new)")]
    [InlineData("[Eager] static torch.Tensor F(torch.Tensor x, OptimizerDsl.Scalar s) => x;", "its parameter 's' is of type Scalar (take torch.Tensor, double, int, bool or Coefficients)", "F(g, Norm(g))")]
    [InlineData("[Eager] static torch.Tensor F(torch.Tensor x, long n) => x;", "its parameter 'n' is of type long (take torch.Tensor, double, int, bool or Coefficients)", "F(g, t)")]
    [InlineData("[Eager] static torch.Tensor F(Tensor x) => x;", "its parameter 'x' is of type Tensor (take torch.Tensor, double, int, bool or Coefficients)")]
    [InlineData("", "it is generic (write it for torch.Tensor in a class that is not generic)", "Shared<int>.F(g)")]
    public void Method(string method, string why, string call = "F(g)") =>
        In($"Tensor d = [|{call}|]; θ -= d;", method).Expect($"DSL0040: The method 'F' cannot be called between passes: {why}");

    [Theory]
    [InlineData("var d = [|F(g)|]; θ -= lr * g;")]
    [InlineData("torch.Tensor d = [|F(g)|]; θ -= d;")]
    [InlineData("θ -= lr * [|F(g)|];")]
    [InlineData("θ -= [|F(g)|];")]
    [InlineData("Tensor d = lr * [|F(g)|]; θ -= d;")]
    [InlineData("Tensor d = [|F(g)|].neg(); θ -= d;")]
    [InlineData("Tensor d = F(2 * [|F(g)|]); θ -= d;")]
    public void Result(string equations)
    {
        // Where C# objects as well, it is to what follows from this.
        var marked = In(equations);
        var outcome = Compiler.Run(marked.Source);
        Assert.Equal(["DSL0041: The result of the eager method 'F' is a tensor of TorchSharp, with which an update rule does not compute (assign it first: 'Tensor result = F(...)')"],
            outcome.Explained.Select(d => $"{d.Id}: {d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}"));
        Assert.Equal(marked.Spans, outcome.Explained.Select(d => d.Location.SourceSpan));
        outcome.ExpectShells();
    }

    [Theory]
    [InlineData("var d = g; if (flag) d = [|F(g)|]; θ -= d;")]
    [InlineData("if (flag) { Tensor d = [|F(g)|]; θ -= d; }")]
    [InlineData("var d = flag ? g : (Tensor)[|F(g)|]; θ -= d;")]
    public void Condition(string equations) => In(equations).Expect(
        "DSL0042: The eager method 'F' must be called in every step, outside of any 'if' or '?:' (call it at the top level of Update, and choose between its arguments or results)");

    [Theory]
    [InlineData("Tensor d = [|torch.sqrt(g)|]; θ -= d;", "'torch.sqrt(g)' (tensors of TorchSharp come from methods marked [Eager])")]
    [InlineData("Tensor d = F([|torch.sqrt(g)|]); θ -= d;", "'torch.sqrt(g)' (hand over tensors of the rule, or what another eager method returns)")]
    [InlineData("Tensor d = G(g, [|2 * betas|]); θ -= d;", "'2 * betas' (an eager method takes coefficients as they are set, not computed ones)")]
    public void Argument(string equations, string what) =>
        In(equations, "[Eager] static torch.Tensor F(torch.Tensor x) => x; [Eager] static torch.Tensor G(torch.Tensor x, Coefficients c) => x;").Expect($"DSL0007: An update rule cannot contain {what}");

    [Fact]
    public void A_method_may_call_itself() => Compiler.Compile("#pragma warning disable CS1591\n" + In(
        "Tensor d = F(g, 3); θ -= lr * betas.Count * (flag ? 1 : 2) * d;",
        "[Eager] static torch.Tensor F(torch.Tensor x, int n) => n == 0 ? x : F(x, n - 1);").Source);

    [Fact]
    public void Composition_with_a_method_out_of_reach()
    {
        var marked = Marked.Parse("""
            using TorchSharp;
            [Optimizer] partial class A
            {
                void Update(ref Tensor θ, Tensor g) { Tensor d = F(g); θ -= d; }
                [Eager] static torch.Tensor F(torch.Tensor x) => x;
            }
            [[|Cautious<A>|]] partial class B;
            """);
        var explained = Assert.Single(Compiler.Run(marked.Source).Explained);
        Assert.Equal("DSL0027: The rule 'A' cannot be composed here: it calls 'F', which is out of reach here (make that method and its class public)",
            $"{explained.Id}: {explained.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");
        Assert.Equal(Assert.Single(marked.Spans), explained.Location.SourceSpan);
        Compiler.Compile("#pragma warning disable CS1591\n" + marked.Source.Replace("[Eager] static", "[Eager] internal static"));
    }
}

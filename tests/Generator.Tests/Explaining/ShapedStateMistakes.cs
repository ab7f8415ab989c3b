namespace OptimizerDsl.Generator.Tests.Explaining;

/// <summary>Mistakes with states in shapes of their own.</summary>
public class ShapedStateMistakes
{
    private const string Rule = "s = F(s, g); Tensor d = G(s, g); θ -= lr * d;";

    private static Marked In(string equations, string state = "[State(Shape = nameof(One))] torch.Tensor? s;", string methods = "static long[] One(long[] shape) => [];") => Marked.Parse($$"""
        using TorchSharp;
        [Optimizer] partial class A
        {
            [Hyperparameter] double lr = 1;
            [Hyperparameter] bool flag = false;
            {{state}}
            void Update(ref Tensor θ, Tensor g)
            {
                {{equations}}
            }
            {{methods}}
            [Eager] static torch.Tensor F(torch.Tensor? s, torch.Tensor g) => s!;
            [Eager] static torch.Tensor G(torch.Tensor? s, torch.Tensor g) => g;
        }
        """);

    [Fact]
    public void Without_mistakes_it_compiles() => Compiler.Compile("#pragma warning disable CS1591\n" + In(Rule).Source);

    [Theory]
    [InlineData("static long[] Two(long[] shape) => [];")]
    [InlineData("long[] One(long[] shape) => [];")]
    [InlineData("static long[] One() => [];")]
    [InlineData("static long[] One(long[] shape, int n) => [];")]
    [InlineData("static int[] One(long[] shape) => [];")]
    [InlineData("static long[] One(int[] shape) => [];")]
    [InlineData("static long[] One(ref long[] shape) => [];")]
    [InlineData("static long[] One<T>(long[] shape) => [];")]
    [InlineData("static long[] One = [];")]
    public void Shape(string method) => In(Rule, """[State(Shape = "One")] torch.Tensor? [|s|];""", method).Expect(
        "DSL0043: The state 's' takes its shape from 'One', but there is no such method in its class that makes a shape of the parameter's (write 'static long[]? One(long[] shape)', which returns null for a parameter that has no such state)");

    [Theory]
    [InlineData("[State] torch.Tensor? [|s|];", "torch.Tensor?")]
    [InlineData("[State(Shape = nameof(One))] Tensor [|s|];", "Tensor")]
    [InlineData("[State(Shape = nameof(One))] OptimizerDsl.Scalar [|s|];", "Scalar")]
    [InlineData("[State(Shape = nameof(One))] static torch.Tensor? [|s|];", "static torch.Tensor?")]
    [InlineData("[State(Shape = nameof(One), Init = 1.0)] torch.Tensor? [|s|];", "torch.Tensor?")]
    [InlineData("[State(Shape = nameof(One), When = nameof(flag))] torch.Tensor? [|s|];", "torch.Tensor?")]
    [InlineData("[State(Shape = nameof(One), Precision = Precision.BFloat16)] torch.Tensor? [|s|];", "torch.Tensor?")]
    public void Field(string state, string type) => In("θ -= lr * g;", state).Expect(
        $"DSL0009: The field 's' of type '{type}' cannot be a state (a state is of type torch.Tensor where it has Shape, and nothing else beside its name, neither static, readonly nor required)");

    [Theory]
    [InlineData("[|s = s|]; Tensor d = G(s, g); θ -= lr * d;", "write 's = Method(...)', with a method that is marked [Eager]")]
    [InlineData("[|s = torch.sqrt(s!)|]; Tensor d = G(s, g); θ -= lr * d;", "write 's = Method(...)', with a method that is marked [Eager]")]
    [InlineData("[|s += s|]; Tensor d = G(s, g); θ -= lr * d;", "write 's = Method(...)', with a method that is marked [Eager]")]
    [InlineData("s = F(s, g); [|s = F(s, g)|]; Tensor d = G(s, g); θ -= lr * d;", "hand what the first method returns to the second: 's = Second(First(...))'")]
    public void Assignment(string equations, string advice) => In(equations).Expect(
        $"DSL0044: The state 's' is a tensor of TorchSharp, which an update rule assigns once, to what an eager method returns ({advice})");

    [Fact]
    public void Arithmetic() => In("s = F(s, g); Tensor d = [|s|]!; θ -= lr * d;").Expect(
        "DSL0007: An update rule cannot contain 's' (tensors of TorchSharp come from methods marked [Eager])");

    [Fact]
    public void Condition() => In("if (flag) s = [|F(s, g)|]; Tensor d = G(s, g); θ -= lr * d;").Expect(
        "DSL0042: The eager method 'F' must be called in every step, outside of any 'if' or '?:' (call it at the top level of Update, and choose between its arguments or results)");

    [Theory]
    [InlineData("Tensor d = G(s, g); θ -= lr * d;", "never assigned")]
    [InlineData("θ -= lr * g;", "never read")]
    public void Use(string equations, string what) => In(equations, "[State(Shape = nameof(One))] torch.Tensor? [|s|];").Expect(
        $"DSL0020: The state 's' is {what} in Update (use it, or remove it)");

    [Fact]
    public void Composition_with_a_shape_out_of_reach()
    {
        var marked = Marked.Parse("""
            using TorchSharp;
            [Optimizer] partial class A
            {
                [State(Shape = nameof(One))] torch.Tensor? s;
                void Update(ref Tensor θ, Tensor g) { s = F(s, g); Tensor d = F(s, g); θ -= d; }
                static long[] One(long[] shape) => [];
                [Eager] internal static torch.Tensor F(torch.Tensor? s, torch.Tensor g) => g;
            }
            [[|Cautious<A>|]] partial class B;
            """);
        var explained = Assert.Single(Compiler.Run(marked.Source).Explained);
        Assert.Equal("DSL0027: The rule 'A' cannot be composed here: it calls 'One', which is out of reach here (make that method and its class public)",
            $"{explained.Id}: {explained.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}");
        Compiler.Compile("#pragma warning disable CS1591\n" + marked.Source.Replace("static long[]", "internal static long[]"));
    }
}

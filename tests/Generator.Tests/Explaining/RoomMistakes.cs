namespace OptimizerDsl.Generator.Tests.Explaining;

/// <summary>What a kernel has no room for, or a number no type for.</summary>
public class RoomMistakes
{
    private static string Lines(int count, Func<int, string> line) => string.Concat(Enumerable.Range(1, count).Select(line));

    private static string Of(string equations, string name = "[|A|]") =>
        $"[Optimizer] partial class {name} {{ [Hyperparameter] double lr = 1; void Update(ref Tensor θ, Tensor g, int t) {{ {equations} }} }}";

    private static string Conditions(int count) => Lines(count, i => $"if (t % 40 == {i}) θ -= g / {i}; ");

    private static string Reductions(int count) => "var r = Norm(θ); " + Lines(count - 1, i => $"r += MaxAbs(g + {i} * θ); ") + "θ -= lr * g / r;";

    private static string Passes(int count) => "var r = Norm(θ); " + Lines(count - 2, i => "r = Norm(g / r); ") + "θ -= lr * g / r;";

    [Fact]
    public void Too_many_conditions() => Marked.Parse(Of(Conditions(33))).Expect(
        "DSL0035: The rule of 'A' has 33 conditions known before the step, but a kernel has room for 32 (choose between numbers instead, which needs none: 'lr * (condition ? 0.1 : 1)')");

    [Fact]
    public void Too_many_reductions() => Marked.Parse(Of(Reductions(24))).Expect(
        "DSL0035: The rule of 'A' has 24 reductions in one pass, but a kernel has room for 23 (take fewer)");

    [Fact]
    public void Too_many_passes() => Marked.Parse(Of(Passes(33))).Expect(
        "DSL0035: The rule of 'A' has 33 passes, since one reduction waits for the other, but a kernel has room for 32 (let fewer of them depend on others)");

    [Fact]
    public void Too_many_with_what_a_composition_adds()
    {
        var rule = Of(Conditions(32) + "exp_avg = exp_avg + g; θ -= lr * exp_avg;", "A").Replace("lr = 1;", "lr = 1; [State] Tensor exp_avg;");
        var explained = Assert.Single(Compiler.Run(rule + " [MemoryAugmented<A>] partial class B;").Explained);
        Assert.StartsWith("The rule of 'B' has 33 conditions known before the step, but a kernel has room for 32 (", explained.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(32, 1, 1)]
    [InlineData(1, 23, 1)]
    [InlineData(1, 1, 32)]
    public void As_many_as_there_is_room_for(int conditions, int reductions, int passes) =>
        Compiler.Compile("#pragma warning disable CS1591\n" + Of(Conditions(conditions) + (reductions > 1 ? Reductions(reductions) : passes > 1 ? Passes(passes) : "θ -= g;"), "A"));

    [Theory]
    [InlineData("var k = [|(long)t * 3|]; θ -= k * g;", "'(long)t * 3'")]
    [InlineData("θ -= [|(t * 3L)|] * g;", "'t * 3L'", "[|t * 3L|]")]
    [InlineData("long k = [|t|]; θ -= g;", "'t'")]
    public void A_long(string equations, string what, string? at = null) => Marked.Parse(Of(at is null ? equations : equations.Replace("[|(t * 3L)|]", $"({at})"), "A")).Expect(
        $"DSL0007: An update rule cannot contain {what} (a number of the host is a double or an int: use one of these)");

    [Theory]
    [InlineData("MathF.Exp((float)lr)", "MathF.Exp")]
    [InlineData("MathF.Pow(2, (float)lr)", "MathF.Pow")]
    public void A_function_that_rounds_in_its_own_way(string call, string method) => Marked.Parse(Of($"θ -= [|{call}|] * g;", "A")).Expect(
        $"DSL0008: The method '{method}' cannot be called in an update rule (use the functions of Equations and, for host numbers, those of Math)");
}

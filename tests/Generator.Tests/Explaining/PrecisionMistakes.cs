namespace OptimizerDsl.Generator.Tests.Explaining;

public class PrecisionMistakes
{
    private static Marked In(string fields, string equations) => Marked.Parse($$"""
        [Optimizer] partial class A
        {
            [Hyperparameter] bool flag = false;
            [Hyperparameter] Coefficients betas = [0.9];
            {{fields}}
            void Update(ref Tensor θ, Tensor g)
            {
                {{equations}}
            }
        }
        """);

    [Theory]
    [InlineData("[State(Precision = Precision.BFloat16)] double [|x|] = 0;", "double")]
    [InlineData("[State(Precision = Precision.Float16)] Scalar [|x|];", "Scalar")]
    [InlineData("[State(StochasticRounding = true)] double [|x|] = 0;", "double")]
    public void A_number_is_float64(string field, string type) => In(field, "x += 1; θ -= x * g;").Expect(
        $"DSL0009: The field 'x' of type '{type}' cannot be a state (a state is of type Tensor or TensorBank where it has Precision or StochasticRounding (a number is kept in float64))");

    private const string Nothing = ", but has the precision of its parameter, to which nothing is rounded (add 'Precision = Precision.BFloat16' or 'Precision.Float16', or remove 'StochasticRounding')";

    [Fact]
    public void A_state_of_the_parameters_type_is_not_rounded() => In("[State(StochasticRounding = true)] Tensor [|m|];", "m += g; θ -= m;").Expect(
        "DSL0032: The state 'm' asks for stochastic rounding" + Nothing);

    [Theory]
    [InlineData("[[|MemoryAugmented(StochasticRounding = true)|]] partial class A { void Update(ref Tensor θ, Tensor g, CriticalMemory memory) { θ -= memory.Aggregate(g); } }")]
    [InlineData("[[|MemoryAugmented(Precision = Precision.Same, StochasticRounding = true)|]] partial class A { void Update(ref Tensor θ, Tensor g, CriticalMemory memory) { θ -= memory.Aggregate(g); } }")]
    public void A_memory_of_the_parameters_type_is_not_rounded(string source) => Marked.Parse(source).Expect(
        "DSL0032: The critical memory asks for stochastic rounding" + Nothing);

    [Fact]
    public void But_one_whose_type_is_an_option_may_be() => Assert.Empty(Compiler.Run(
        "[MemoryAugmented(StochasticRounding = true, HasBufferDtype = true)] partial class A { void Update(ref Tensor θ, Tensor g, CriticalMemory memory) { θ -= memory.Aggregate(g); } }").Explained);

    [Fact]
    public void Nor_one_that_a_rule_is_composed_with()
    {
        var outcome = Compiler.Run("[Optimizer] partial class A { void Update(ref Tensor θ, Tensor g) { θ -= g; } } [MemoryAugmented<A>(Critical = Critical.Gradient, StochasticRounding = true)] partial class B;");
        Assert.Equal("DSL0032", Assert.Single(outcome.Explained).Id);
    }

    private const string Bank = "[State(Per = nameof(betas), Precision = Precision.Float16)] TensorBank [|v|]; [State(Per = nameof(betas))] TensorBank w;";

    [Theory]
    [InlineData("v = betas * v + g; var d = g; w = betas * w + g; θ -= Mean(v) + Mean(w) + d;")]
    [InlineData("v = betas * v + g; v = v * 0.5; w = betas * w + g; θ -= Mean(w);")]
    [InlineData("v = betas * v + g; w = betas * w + v; θ -= Mean(w);")]
    [InlineData("if (flag) v = betas * v + g; else v = betas * v - g; θ -= Mean(v); w = betas * w + g;  θ -= Mean(w);")]
    [InlineData("v = betas * v + g; θ -= Mean(v); θ -= Sum(v); w = betas * w + g; θ -= Mean(w);")]
    [InlineData("v = betas * v + g; var s = Norm(Mean(v)); w = betas * w + g; θ -= s * Mean(v) + Mean(w);")]
    public void A_bank_is_read_after_it_was_stored(string equations) => In(Bank, equations).Expect(
        "DSL0033: The bank 'v' is stored in Float16 where it is assigned, so the equations after it can only have its sum or mean, in the very next one (use it there, or give it the precision of the parameter)");

    [Theory]
    [InlineData("v = betas * v + g; θ -= Mean(v);")]
    [InlineData("θ -= Mean(v); v = betas * v + g;")]
    [InlineData("v = betas * v + g; var d = Sum(v) * g + Mean(betas * v); θ -= d;")]
    [InlineData("if (flag) { v = betas * v + g; θ -= Mean(v); } else θ -= g;")]
    public void A_bank_may_be_summed_along(string equations) => Assert.Empty(Compiler.Run(In(Bank.Replace("[|", "").Replace("|]", ""), equations + " w = betas * w + g; θ -= Mean(w);").Source).Explained);

    [Fact]
    public void A_narrower_bank_begins_at_zero() => In("[State(Per = nameof(betas), Init = 1.0, Precision = Precision.Float16)] TensorBank [|v|];", "v = betas * v + g; θ -= Mean(v);").Expect(
        "DSL0009: The field 'v' of type 'TensorBank' cannot be a state (a state is of type Tensor where it has both Init and Precision)");
}

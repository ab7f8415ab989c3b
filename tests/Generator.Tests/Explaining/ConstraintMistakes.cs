namespace OptimizerDsl.Generator.Tests.Explaining;

public class ConstraintMistakes
{
    private static Marked In(string members) => Marked.Parse($$"""
        [Optimizer] partial class A
        {
            [Hyperparameter] double lr = 1, low = 0, high = 1;
            [Hyperparameter] Coefficients betas = [0.9];
            [State] Tensor m;
            [State] double n = 0;
            {{members}}
            void Update(ref Tensor θ, Tensor g) { m += (low + high + betas.Count) * g; n += 1; θ -= lr * m * n; }
        }
        """);

    [Theory]
    [InlineData("[Constraint(\"x\")] double [|Fits|] => low - high;", "is of type 'double' (write 'bool Fits => ...')")]
    [InlineData("[Constraint(\"x\")] bool [|Fits|] => n > low;", "depends on 'n' (a constraint is checked before the step: compare hyperparameters only)")]
    [InlineData("[Constraint(\"x\")] bool [|Fits|] => 1 > 0;", "depends on nothing (compare hyperparameters, or remove it)")]
    public void Not_of_hyperparameters(string members, string what) =>
        In(members).Expect($"DSL0034: The property 'Fits' cannot be a constraint, because it {what}");

    [Theory]
    [InlineData("bool [|Fits|] { get { if (low > high) return false; return true; } }")]
    [InlineData("bool [|Fits|] { get; set; }")]
    public void Not_an_expression(string property) => In("[Constraint(\"x\")] " + property).Expect(
        "DSL0026: The member 'Fits' must be a single expression to be used in an update rule (write 'static Tensor Fits(...) => ...')");

    [Fact]
    public void What_C_sharp_reports_is_not_explained_again() =>
        Assert.Empty(Compiler.Run(In("[Constraint(\"x\")] bool Fits => low < hihg;").Source).Explained);

    [Theory]
    [InlineData("[Constraint(\"low\")] bool Fits => low < high;")]
    [InlineData("[Constraint(\"a \\\"quoted\\\" word\")] bool Fits => Ordered && betas.Count > 0; bool Ordered => Math.Abs(low) <= high;")]
    [InlineData("[Constraint(\"one\")] bool Fits => low < high; [Constraint(\"two\")] bool Also => low >= 0 || high < 1;")]
    public void Right(string members)
    {
        Assert.Empty(Compiler.Run(In(members).Source).Explained);
        Compiler.Compile("#pragma warning disable CS1591\n" + In(members).Source);
    }
}

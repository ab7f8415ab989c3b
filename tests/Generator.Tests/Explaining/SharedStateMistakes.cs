namespace OptimizerDsl.Generator.Tests.Explaining;

public class SharedStateMistakes
{
    private static Marked In(string fields, string equations, string over = "All") => Marked.Parse($$"""
        [Optimizer] partial class A
        {
            [Hyperparameter(AtLeast = 0)] double lr = 1;
            [Hyperparameter] bool flag = false;
            {{fields}}
            [State(Over = Over.{{over}})] Scalar [|d|];
            void Update(ref Tensor θ, Tensor g, int t)
            {
                θ -= lr * d * g;
                {{equations}}
            }
        }
        """);

    private static string Message(string whose, string cause, string over) =>
        $"DSL0045: The state 'd' is one number for {whose}, but what it is assigned depends on {cause} (compute it of hyperparameters, of such numbers and of reductions with Over.{over})";

    [Theory]
    [InlineData("", "d = Norm(g);", "'Norm(g)'")]
    [InlineData("", "d = Norm(g, Over.Group);", "'Norm(g, Over.Group)'")]
    [InlineData("", "d = Max(d, Norm(g, Over.All) / t);", "the step counter 't', of which every parameter has its own")]
    [InlineData("", "d = Norm(g, Over.All) / Count(g);", "the number of elements")]
    [InlineData("[State] Scalar own;", "own = Norm(g, Over.All); d = own + 1;", null)]
    [InlineData("[State] Scalar own;", "d = own; own = Norm(g, Over.All);", "the state 'own'")]
    [InlineData("[State(Over = Over.Group)] Scalar group;", "d = group; group = Norm(g, Over.Group);", "the state 'group'")]
    [InlineData("", "var root = Sqrt(Norm(g)); if (flag) d = root;", "'Norm(g)'")]
    [InlineData("", "if (t > 5) d = 1 + 0 * d;", "the step counter 't', of which every parameter has its own")]
    public void Depends_on_one_parameter(string fields, string equations, string? cause)
    {
        if (cause is null) Assert.Contains(Compiler.Run(In(fields, equations).Source).Explained, d => d.Id == "DSL0020");
        else In(fields, equations).Expect(Message("all parameters", cause, "All"));
    }

    [Fact]
    public void Depends_on_one_parameter_of_a_group() => In("", "d = Norm(g);", "Group").Expect(Message("a group of parameters", "'Norm(g)'", "Group"));

    [Theory]
    [InlineData("d = Max(d, Norm(g, Over.All));", "All")]
    [InlineData("if (flag) d = lr * Dot(g, θ, Over.All);", "All")]
    [InlineData("d = Norm(g, Over.Group) + Sum(Norm(g), Over.All);", "Group")]
    public void Is_the_same_for_all(string equations, string over) =>
        Assert.Empty(Compiler.Run(In("", equations, over).Source).Explained);

    [Theory]
    [InlineData("[State(Over = Over.All)] Tensor [|x|];", "Tensor")]
    [InlineData("[State(Over = Over.Group, Per = nameof(betas))] TensorBank [|x|];", "TensorBank")]
    public void A_tensor_is_not_shared(string field, string type) => Marked.Parse($$"""
        [Optimizer] partial class A
        {
            [Hyperparameter] Coefficients betas = [0.9];
            {{field}}
            void Update(ref Tensor θ, Tensor g) => θ -= g;
        }
        """).Expect($"DSL0009: The field 'x' of type '{type}' cannot be a state (a state is of type Scalar or double where it has Over (a tensor belongs to its parameter))");

    [Theory]
    [InlineData("[State(Over = Over.All)] Scalar d;", "d = Max(d, Norm(g, Over.All)); θ -= lr * d * g;", "the size of its steps is known only in the course of the step")]
    [InlineData("[State(Over = Over.All)] Scalar d;", "if (flag) θ -= lr * g; else θ -= lr * d * g; d = 2 * d + 1;", "its steps are of several sizes")]
    public void Weight_decay_needs_the_size_of_a_step(string state, string equations, string reason) => Marked.Parse($$"""
        [Optimizer] partial class Sized
        {
            [Hyperparameter(AtLeast = 0)] double lr = 1;
            [Hyperparameter] bool flag = false;
            {{state}}
            void Update(ref Tensor θ, Tensor g)
            {
                {{equations}}
            }
        }
        [[|DecoupledWeightDecay<Sized>|]] partial class A;
        """).Expect($"DSL0027: The rule 'Sized' cannot be composed here: {reason} (declare the weight decay in the rule itself)");
}

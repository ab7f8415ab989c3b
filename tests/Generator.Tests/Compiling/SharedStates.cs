using System.Text.RegularExpressions;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Tests.Compiling;

public class SharedStates
{
    private const string Sample = """
        /// <summary>Numbers of several scopes.</summary>
        [Optimizer] public partial class Sample
        {
            [Hyperparameter] double lr = 1;
            [State] double own;
            [State(Over = Over.Group)] double steps;
            [State(Over = Over.All)] Scalar size;

            void Update(ref Tensor θ, Tensor g)
            {
                own += 1;
                steps += 1;
                size = Max(size, Norm(g, Over.All));
                θ -= lr / (own + steps) / size * g;
            }
        }

        /// <summary>Composed.</summary>
        [Clipped<Sample>] public partial class Composed;
        """;

    [Theory, InlineData("Sample"), InlineData("Composed")]
    public void The_text_of_a_rule_says_whose_a_number_is(string name)
    {
        var text = Regex.Match(Compiler.Compile("#pragma warning disable CS1591\n" + Sample).Generated[name + ".Rule.g.cs"], "\"\"\"\n(.*?)\n *\"\"\"", RegexOptions.Singleline).Groups[1].Value;
        var rule = RuleText.Parse(text);
        Assert.Equal(["Tensor", "Group", "All"], rule.States.Select(s => s.Over.ToString()));
        Assert.Equal(text.Split('\n').Select(l => l.Trim()), RuleText.Print(rule).Select(l => l.Trim()));
    }

    // Weight decay in proportion to what the steps are in proportion to.
    [Theory]
    [InlineData("θ -= lr * g; θ *= 1 + 1e-9 * d; d *= 2;", "lr")]
    [InlineData("θ -= lr * d * g; d *= 2;", "lr * d")]
    [InlineData("var u = g / (Norm(g) + 1); θ -= d * u * lr / (1 - Norm(g)); d *= 2;", "d * lr")]
    [InlineData("var length = lr * Min(d, 1); θ += -(length * g); d *= 2;", "lr * Min(d, 1)")]
    [InlineData("θ -= d * g; d *= 2;", "d")]
    [InlineData("θ -= lr / d * g; d *= 2;", "lr")]
    [InlineData("θ = lr * g + d * θ; d *= 2;", "lr")]
    public void Weight_decay_goes_with_the_steps(string equations, string size)
    {
        var source = $$"""
            #pragma warning disable CS1591
            [Optimizer] public partial class A
            {
                [Hyperparameter] double lr = 1;
                [State(Over = Over.All, Init = 1.0)] Scalar d;
                void Update(ref Tensor θ, Tensor g) { {{equations}} }
            }
            [DecoupledWeightDecay<A>] public partial class B;
            """;
        Assert.Contains($"// θ *= 1 - {size} * weight_decay", Compiler.Compile(source).Generated["B.Rule.g.cs"]);
    }
}

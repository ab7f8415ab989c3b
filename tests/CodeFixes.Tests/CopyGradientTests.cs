namespace OptimizerDsl.CodeFixes.Tests;

public class CopyGradientTests
{
    private const string Title = "Assign a local variable 'd' instead of the gradient";

    [Theory]
    [InlineData("[|g|] += decay * θ;", "var d = g + decay * θ;")]
    [InlineData("[|g|] *= decay + 1;", "var d = g * (decay + 1);")]
    [InlineData("[|g|] -= decay * θ + θ; // shrinks", "var d = g - (decay * θ + θ); // shrinks")]
    [InlineData("[|g|] = g / 2 + g;", "var d = g / 2 + g;")]
    public Task The_assignment_becomes_a_declaration(string before, string after) => Repair.Gives<CopyGradient>(Title,
        Rule($$"""
            m += g;
                    {{before}}
                    θ -= lr * (m + g);
            """),
        Rule($$"""
            m += g;
                    {{after}}
                    θ -= lr * (m + d);
            """));

    [Fact]
    public Task A_choice_gets_a_copy_before_it() => Repair.Gives<CopyGradient>(Title,
        Rule("""
            m += g;
                    // Ascent
                    if (maximize) [|g|] = -g;
                    θ -= lr * (m + g);
            """),
        Rule("""
            m += g;
                    // Ascent
                    var d = g;
                    if (maximize) d = -d;
                    θ -= lr * (m + d);
            """));

    [Theory]
    [InlineData("(m, [|g|]) = (m + g, 2 * g);", "(m, d) = (m + d, 2 * d);")]
    [InlineData("(var u, (_, [|g|])) = (g, (m, 2 * g)); m += u;", "(var u, (_, d)) = (d, (m, 2 * d)); m += u;")]
    [InlineData("([|g|], m) = (m, g);", "(d, m) = (m, d);")]
    public Task A_tuple_gets_a_copy_before_it(string before, string after) => Repair.Gives<CopyGradient>(Title,
        Rule($$"""
            {{before}}
                    θ -= lr * decay * m;
            """),
        Rule($$"""
            var d = g;
                    {{after}}
                    θ -= lr * decay * m;
            """));

    [Fact]
    public Task Lines_end_as_in_the_rest_of_the_file() => Repair.Gives<CopyGradient>(Title,
        Rule("if (maximize) [|g|] = -g;\n        θ -= lr * g; m = m;").ReplaceLineEndings("\r\n"),
        Rule("var d = g;\n        if (maximize) d = -d;\n        θ -= lr * d; m = m;").ReplaceLineEndings("\r\n"));

    [Fact]
    public Task A_name_that_is_taken_is_not_used() => Repair.Gives<CopyGradient>("Assign a local variable 'd2' instead of the gradient",
        Rule("""
            var d = decay * θ;
                    [|g|] += d;
                    m += g;
                    θ -= lr * m;
            """),
        Rule("""
            var d = decay * θ;
                    var d2 = g + d;
                    m += d2;
                    θ -= lr * m;
            """));

    [Fact]
    public Task Several_assignments_are_one_mistake() => Repair.OfAllGives<CopyGradient>(
        Rule("""
            [|g|] += decay * θ;
                    if (maximize) [|g|] = -g;
                    m += g;
                    θ -= lr * m;
            """),
        Rule("""
            var d = g + decay * θ;
                    if (maximize) d = -d;
                    m += d;
                    θ -= lr * m;
            """));

    private static string Rule(string body) => $$"""
        [Optimizer]
        partial class Descent
        {
            [Hyperparameter(AtLeast = 0)] double lr, decay = 0;
            [Hyperparameter] bool maximize;
            [State] Tensor m;

            void Update(ref Tensor θ, Tensor g)
            {
                {{body}}
            }
        }
        """;
}

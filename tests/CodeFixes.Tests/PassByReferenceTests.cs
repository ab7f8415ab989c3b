namespace OptimizerDsl.CodeFixes.Tests;

public class PassByReferenceTests
{
    [Fact]
    public Task The_first_tensor_is_the_parameter() => Repair.Gives<PassByReference>("Pass 'θ' by reference",
        Rule("Tensor θ, Tensor [|g|]", "=> θ -= lr * g;"),
        Rule("ref Tensor θ, Tensor g", "=> θ -= lr * g;"));

    [Fact]
    public Task The_tensor_that_is_assigned_is_the_parameter() => Repair.Gives<PassByReference>("Pass 'θ' by reference",
        Rule("int t, Tensor g, Tensor [|θ|]", "{ θ -= lr / t * g; }"),
        Rule("int t, Tensor g, ref Tensor θ", "{ θ -= lr / t * g; }"));

    [Fact]
    public Task Trivia_stays_where_it_is() => Repair.Gives<PassByReference>("Pass 'θ' by reference",
        Rule("\n        /* to be trained */ Tensor θ,\n        Tensor [|g|]", "=> θ -= lr * g;"),
        Rule("\n        /* to be trained */ ref Tensor θ,\n        Tensor g", "=> θ -= lr * g;"));

    [Fact]
    public Task Other_mistakes_in_the_signature_are_not_its_business() => Repair.IsNotOffered<PassByReference>(
        Rule("ref Tensor θ", "=> θ *= 1 - lr;").Replace("Update", "[|Update|]", StringComparison.Ordinal));

    private static string Rule(string parameters, string body) => $$"""
        [Optimizer]
        partial class Descent
        {
            [Hyperparameter(AtLeast = 0)] double lr;

            void Update({{parameters}}) {{body}}
        }
        """;
}

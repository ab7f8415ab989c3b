namespace OptimizerDsl.CodeFixes.Tests;

public class AddBoundsTests
{
    [Theory]
    [InlineData("double [|lr|]", "AtLeast = 0")]
    [InlineData("double [|eps|] = 1e-8", "AtLeast = 0")]
    [InlineData("double [|weight_decay|] = 0", "AtLeast = 0")]
    [InlineData("double [|beta1|] = 0.9", "AtLeast = 0, Below = 1")]
    [InlineData("double [|decay|] = 0.9", "AtLeast = 0, Below = 1")]
    [InlineData("Coefficients [|betas|] = [0, 0.9]", "AtLeast = 0, Below = 1")]
    public Task A_name_tells_the_bounds(string field, string bounds) => Repair.Gives<AddBounds>($"Add the bounds '{bounds}'",
        Rule($"[Hyperparameter] {field};"), Rule($"[Hyperparameter({bounds})] {Marked.Parse(field).Text};"));

    [Fact]
    public Task All_at_once() => Repair.OfAllGives<AddBounds>(
        Rule("""
            [Hyperparameter] double [|lr|] = 1e-3, [|eps|] = 1e-8;
                [Hyperparameter] double [|weight_decay|] = 0;
            """),
        Rule("""
            [Hyperparameter(AtLeast = 0)] double lr = 1e-3, eps = 1e-8;
                [Hyperparameter(AtLeast = 0)] double weight_decay = 0;
            """));

    [Fact]
    public Task One_attribute_for_fields_of_different_kinds_needs_a_person() =>
        Repair.IsNotOffered<AddBounds>(Rule("[Hyperparameter] double [|lr|] = 1e-3, [|beta|] = 0.9, momentum = 0;"));

    [Theory]
    [InlineData("[Hyperparameter(AtMost = 1)] double lr;")]
    [InlineData("[Hyperparameter] double lr = -1;")]
    [InlineData("[Hyperparameter] double beta = 2;")]
    [InlineData("[Hyperparameter] double momentum = 0.9;")]
    [InlineData("[Hyperparameter] bool decay = true;")]
    public async Task Nothing_is_suggested_to_those_who_know(string field) =>
        Assert.DoesNotContain("DSL0030", (await Project.Diagnose(Project.Open(Rule(field)))).Select(d => d.Id));

    private static string Rule(string fields) => $$"""
        [Optimizer]
        partial class Descent
        {
            {{fields}}

            void Update(ref Tensor θ, Tensor g) => θ -= g;
        }
        """;
}

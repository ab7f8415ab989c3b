namespace OptimizerDsl.CodeFixes.Tests;

public class AdmitDefaultTests
{
    [Theory]
    [InlineData("(AtLeast = 0)", "double x = [|-1|]", "Remove the bound 'AtLeast = 0'", "")]
    [InlineData("(AtLeast = 0, Below = 1)", "double x = [|2|]", "Remove the bound 'Below = 1'", "(AtLeast = 0)")]
    [InlineData("(Above = 0, AtMost = 1)", "double x = [|1.5|]", "Remove the bound 'AtMost = 1'", "(Above = 0)")]
    [InlineData("(AtLeast = 1)", "int x = [|0|]", "Remove the bound 'AtLeast = 1'", "")]
    [InlineData("(AtLeast = 0)", "Coefficients x = [|[0.5, -0.5]|]", "Remove the bound 'AtLeast = 0'", "")]
    public Task The_bound_that_excludes_it_goes(string before, string field, string title, string after) =>
        Repair.Gives<AdmitDefault>(title, Rule(before, field), Rule(after, Marked.Parse(field).Text));

    [Theory]
    [InlineData("(AtLeast = 0, Below = 1)", "double x = [|1|]", "Replace 'Below = 1' by 'AtMost = 1'", "(AtLeast = 0, AtMost = 1)")]
    [InlineData("(Above = 0)", "double x = [|0.0|]", "Replace 'Above = 0' by 'AtLeast = 0'", "(AtLeast = 0)")]
    [InlineData("(Below = 1)", "Coefficients x = [|[0.9, 1]|]", "Replace 'Below = 1' by 'AtMost = 1'", "(AtMost = 1)")]
    public Task A_bound_that_is_just_reached_can_include_it(string before, string field, string title, string after) =>
        Repair.Gives<AdmitDefault>(title, Rule(before, field), Rule(after, Marked.Parse(field).Text));

    [Theory]
    [InlineData("(AtLeast = 0)", "double x = [|1e999|]")]
    public Task A_default_that_no_bound_excludes_needs_a_person(string bounds, string field) =>
        Repair.IsNotOffered<AdmitDefault>(Rule(bounds, field));

    private static string Rule(string bounds, string field) => $$"""
        [Optimizer]
        partial class Descent
        {
            [Hyperparameter{{bounds}}] {{field}};

            void Update(ref Tensor θ, Tensor g) => θ -= {{(field.Contains("Coefficients", StringComparison.Ordinal) ? "Equations.Mean(x * g)" : "x * g")}};
        }
        """;
}

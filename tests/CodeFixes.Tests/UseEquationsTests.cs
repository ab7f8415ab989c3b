namespace OptimizerDsl.CodeFixes.Tests;

public class UseEquationsTests
{
    private const string Imported = "using static OptimizerDsl.Equations;\n\n";

    [Theory]
    [InlineData("Sqrt", "[|g|]")]
    [InlineData("Exp", "[|g|]")]
    [InlineData("Log", "[|g|]")]
    [InlineData("Abs", "[|g|]")]
    [InlineData("Sign", "[|g|]")]
    [InlineData("Tanh", "[|g * g|]")]
    [InlineData("Pow", "[|g|], 3")]
    [InlineData("Max", "[|g|], [|θ|]")]
    [InlineData("Min", "[|g|], [|1.0|]")]
    [InlineData("Clamp", "[|g|], [|-1|], 1")]
    public Task A_function_of_numbers_becomes_the_one_of_tensors(string function, string arguments) => Repair.Gives<UseEquations>(
        $"Use '{function}' of Equations",
        Rule(Imported, $"Math.{function}({arguments})"),
        Rule(Imported, $"{function}({Marked.Parse(arguments).Text})"));

    [Fact]
    public Task However_it_is_called() => Repair.Gives<UseEquations>("Use 'Sqrt' of Equations",
        Rule(Imported, "/* root */ System.MathF.Sqrt([|g|])"),
        Rule(Imported, "/* root */ Sqrt(g)"));

    [Fact]
    public Task The_functions_are_imported_where_they_are_not() => Repair.Gives<UseEquations>("Use 'Sqrt' of Equations",
        Rule("using System.Text;\n\n", "Math.Sqrt([|g|])"),
        Rule("using System.Text;\nusing static OptimizerDsl.Equations;\n\n", "Sqrt(g)"));

    [Fact]
    public Task The_import_may_be_the_first() => Repair.Gives<UseEquations>("Use 'Sqrt' of Equations",
        Rule("", "Math.Sqrt([|g|])"),
        Rule("using static OptimizerDsl.Equations;\n\n", "Sqrt(g)"));

    [Fact]
    public Task Lines_end_as_in_the_rest_of_the_file() => Repair.Gives<UseEquations>("Use 'Sqrt' of Equations",
        Rule("", "Math.Sqrt([|g|])").ReplaceLineEndings("\r\n"),
        Rule("using static OptimizerDsl.Equations;\n\n", "Sqrt(g)").ReplaceLineEndings("\r\n"));

    [Fact]
    public Task All_at_once_import_once() => Repair.OfAllGives<UseEquations>(
        Rule("using System.Text;\n\n", "Math.Exp([|g|]) / Math.Sqrt([|g|])"),
        Rule("using System.Text;\nusing static OptimizerDsl.Equations;\n\n", "Exp(g) / Sqrt(g)"));

    [Theory]
    [InlineData("Math.Sin([|g|])")]
    [InlineData("g * Math.Sqrt([|\"g\"|])")]
    public Task Without_a_function_of_that_name_and_type_there_is_no_fix(string call) =>
        Repair.IsNotOffered<UseEquations>(Rule(Imported, call));

    private static string Rule(string usings, string value) => $$"""
        {{usings}}/// <summary>Some descent.</summary>
        [Optimizer]
        partial class Descent
        {
            [Hyperparameter(AtLeast = 0)] double lr;

            void Update(ref Tensor θ, Tensor g)
            {
                θ -= lr * {{value}};
            }
        }
        """;
}

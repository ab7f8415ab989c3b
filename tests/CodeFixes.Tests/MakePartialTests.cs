namespace OptimizerDsl.CodeFixes.Tests;

public class MakePartialTests
{
    [Theory]
    [InlineData("class", "partial class")]
    [InlineData("public sealed class", "public sealed partial class")]
    [InlineData("/* steep */ class", "/* steep */ partial class")]
    public Task The_class_gets_the_modifier(string before, string after) => Repair.Gives<MakePartial>(
        "Make 'Descent' partial", Descent(before, "[|Descent|]"), Descent(after, "Descent"));

    [Fact]
    public Task All_classes_at_once() => Repair.OfAllGives<MakePartial>(
        Descent("class", "[|Descent|]") + "\n" + Descent("class", "[|Descent2|]"),
        Descent("partial class", "Descent") + "\n" + Descent("partial class", "Descent2"));

    private static string Descent(string keywords, string name) => $$"""
        /// <summary>Gradient descent.</summary>
        [Optimizer]
        {{keywords}} {{name}}
        {
            [Hyperparameter(AtLeast = 0)] double lr;

            void Update(ref Tensor θ, Tensor g) => θ -= lr * g;
        }
        """;
}

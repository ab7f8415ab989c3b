namespace OptimizerDsl.CodeFixes.Tests;

public class UseMemoryTests
{
    [Theory]
    [InlineData("Optimizer", "MemoryAugmented")]
    [InlineData("OptimizerDsl.OptimizerAttribute", "OptimizerDsl.MemoryAugmented")]
    [InlineData("global::OptimizerDsl.Optimizer", "global::OptimizerDsl.MemoryAugmented")]
    public Task A_class_whose_Update_takes_the_memory_has_one(string before, string after) => Repair.Gives<UseMemory>(
        "Make 'Descent' [MemoryAugmented]",
        Rule(before, "ref Tensor θ, Tensor g, CriticalMemory [|memory|]"),
        Rule(after, "ref Tensor θ, Tensor g, CriticalMemory memory"));

    [Theory]
    [InlineData("ref Tensor θ, Tensor g", "ref Tensor θ, Tensor g, CriticalMemory memory")]
    [InlineData("ref Tensor θ, Tensor g, int t", "ref Tensor θ, Tensor g, CriticalMemory memory, int t")]
    [InlineData("int t, ref Tensor θ, Tensor g", "int t, ref Tensor θ, Tensor g, CriticalMemory memory")]
    public Task Update_takes_the_memory_that_the_class_has(string before, string after) => Repair.Gives<UseMemory>(
        "Add the parameter 'CriticalMemory memory'",
        Rule("MemoryAugmented(Capacity = 3)", before, "[|Update|]"),
        Rule("MemoryAugmented(Capacity = 3)", after));

    private static string Rule(string attribute, string parameters, string update = "Update") => $$"""
        [{{attribute}}]
        partial class Descent
        {
            [Hyperparameter(AtLeast = 0)] double lr;

            void {{update}}({{parameters}}) => θ -= lr * memory.Aggregate(g);
        }
        """;
}

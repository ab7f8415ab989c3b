using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Cuda;

/// <summary>
/// A kernel computes what the equations say, operation by operation, in aligned and unaligned loops: the very bits of the processor's
/// kernel. Reductions are left out, which each execution adds up in an order of its own.
/// </summary>
public sealed class SameBitsTests
{
    public static TheoryData<string> Rows =>
        [.. OptimizerTable.All.Where(row => row.Rule.Reductions.Count == 0 && !row.CallsMethods).Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void As_on_the_processor(string name)
    {
        foreach (var type in new[] { float32, float64 }) Assert.Equal(Parameters(type, Execution.Cpu), Parameters(type, Execution.Cuda));

        double[] Parameters(ScalarType type, Execution execution)
        {
            using var run = new Run(OptimizerTable.Get(name), [[4102], [12], [5]], type, execution);
            run.Steps(0, 5);
            return [.. run.Parameters.SelectMany(Numbers.Of)];
        }
    }
}

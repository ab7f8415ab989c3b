using OptimizerDsl.Compiled;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Executions;

/// <summary>A step on parameters of 16 bits rounds what it stores, and nothing before.</summary>
public sealed class SixteenBitTests
{
    // What TorchSharp computes between passes is in the parameter's type.
    public static TheoryData<string> Rows => [.. OptimizerTable.All.Where(c => !c.CallsMethods).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_eager_execution_rounds_once(string name)
    {
        using var oracle = new Run(OptimizerTable.Get(name), [[400], [30, 20]], bfloat16, Execution.Reference);
        using var run = new Run(OptimizerTable.Get(name), [[400], [30, 20]], bfloat16, Execution.Reference);
        oracle.Steps(0, 7);
        run.Steps(0, 7);
        oracle.Step(7);
        run.Optimizer.Execution = Execution.Eager;
        run.Step(7);

        var (expected, actual) = (All(oracle, OptimizerTable.Get(name).Rule), All(run, OptimizerTable.Get(name).Rule));
        Assert.Equal(expected.Length, actual.Length);
        // Between two neighbours float32 and float64 may decide differently; and the sum of a memory is itself of 16 bits, where the
        // reference adds up the slots.
        var differing = expected.Zip(actual).Count(pair => !pair.First.Equals(pair.Second));
        Assert.True(differing <= expected.Length / (OptimizerTable.Get(name).HasMemory ? 20 : 100), $"{differing} of {expected.Length} values differ.");
    }

    private static double[] All(Run run, CompiledRule rule) =>
    [
        .. run.Parameters.SelectMany(p => Numbers.Of(p)),
        .. run.Optimizer.Slots.SelectMany(slot => Enumerable.Range(0, rule.States.Count).SelectMany(i => slot.State.TensorAt(i) is { } state ? Numbers.Of(state) : [])),
        .. run.Optimizer.Slots.SelectMany(slot => slot.State.memory is { Count: > 0 } memory ? Numbers.Of(memory.Slots.narrow(0, 0, memory.Count)) : []),
    ];
}

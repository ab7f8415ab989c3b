using TorchSharp;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests;

/// <summary>The tensors that pass between kernels and eager methods.</summary>
public sealed class ScratchTests
{
    [Theory]
    [InlineData(Execution.Cpu), InlineData(Execution.Eager), InlineData(Execution.Cuda)]
    public void Is_made_once_in_the_memory_order_of_the_parameter_and_released(Execution execution)
    {
        using var run = new Run(OptimizerTable.Get("Muon, default"), [[7, 2], [4, 5]], float32, execution, layout: t => t.t().contiguous().t()) { GradientLayout = t => t.t().contiguous().t() };
        Assert.All(run.Optimizer.Slots, s => Assert.Empty(s.Scratch));
        run.Step(0);
        var made = run.Optimizer.Slots.SelectMany(s => s.Scratch).ToArray();
        // The direction, and what becomes of it.
        Assert.Equal(4, made.Length);
        Assert.Equal([1, 7], made[0].stride());
        run.Step(1);
        Assert.Equal(made, run.Optimizer.Slots.SelectMany(s => s.Scratch));
        run.Optimizer.Dispose();
        Assert.All(made, t => Assert.True(t.IsInvalid));
    }

    [Fact]
    public void The_reference_needs_none()
    {
        using var run = new Run(OptimizerTable.Get("Muon, default"), [[7, 2]], float32, Execution.Reference);
        run.Step(0);
        Assert.Empty(run.Optimizer.Slots[0].Scratch);
    }
}

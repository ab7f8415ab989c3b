using TorchSharp;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests;

/// <summary>A step of the fused execution allocates nothing on the managed heap; what eager methods allocate is theirs.</summary>
[Collection(nameof(ProcessWide))]
public sealed class AllocationTests
{
    [Theory]
    [MemberData(nameof(OptimizerTable.FusedRows), MemberType = typeof(OptimizerTable))]
    public void None_per_step(string name)
    {
        long[][] shapes = [.. Enumerable.Range(0, 60).Select(i => new long[] { 1 + i * 37 % 300 }), [200_000]];
        RequireNone(new Run(OptimizerTable.Get(name), shapes, float32, Execution.Cpu, secondGroup: 10));
    }

    [Theory]
    [MemberData(nameof(Situations.FusedRows), MemberType = typeof(Situations))]
    public void None_in_another_memory_order(string name) =>
        RequireNone(new Run(OptimizerTable.Get(name), [[7, 5], [3, 4]], float32, Execution.Cpu, layout: Transposed) { GradientLayout = Transposed });

    private static void RequireNone(Run started)
    {
        using var run = started;
        run.SetGradients(0);
        for (var step = 0; step < 30; step++) run.Optimizer.step();

        // What steps allocate is there in every round; what the runtime does once, such as compiling anew, is not.
        Assert.Equal(0, Enumerable.Range(0, 5).Select(_ => Allocated(run)).ToArray().Min());
    }

    private static long Allocated(Run run)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 20; step++) run.Optimizer.step();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static torch.Tensor Transposed(torch.Tensor t) => t.t().contiguous().t();
}

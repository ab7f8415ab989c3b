namespace OptimizerDsl.Compiled;

/// <summary>The sum of the filled slots of a critical memory, in their order.</summary>
internal readonly unsafe struct SumOfSlots : IPass
{
    /// <inheritdoc/>
    public static void Run<V, W>(in Work work, long begin, long end, ref Totals totals)
        where V : struct, ILanes<V, W>
        where W : struct, ILanes<W, W>
    {
        var (sum, slots, count) = (work.Tensors[0], work.Tensors[1], work.Lengths[0]);
        for (var i = begin; i < end; i += V.Count)
        {
            var total = V.All(0);
            for (var k = 0; k < count; k++) total += V.Load(slots, k * work.Elements + i);
            V.Store(sum, i, total);
        }
    }
}

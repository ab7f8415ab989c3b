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
        var precision = work.Slots;
        for (var i = begin; i < end; i += V.Count)
        {
            var total = V.All(0);
            for (var k = 0; k < count; k++) total += Load(k * work.Elements + i);
            V.Store(sum, i, total);
        }

        V Load(long index) => precision switch
        {
            Precision.BFloat16 => V.Load<BFloat16>(slots, index),
            Precision.Float16 => V.Load<Float16>(slots, index),
            Precision.Float32 => V.Load<Float32>(slots, index),
            _ => V.Load(slots, index),
        };
    }
}

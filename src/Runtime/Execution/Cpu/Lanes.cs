using System.ComponentModel;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace OptimizerDsl.Compiled;

/// <summary>Runs a pass on the widest vectors of this machine.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Lanes
{
    /// <summary>The widest vectors to use, for the tests to run every width on one machine.</summary>
    internal static int MaxBits { get; set; } = 512;

    /// <summary>
    /// Runs a pass over the elements from <paramref name="begin"/> up to <paramref name="end"/>: vectors as far as they
    /// go, then one element at a time.
    /// </summary>
    /// <typeparam name="TPass">The pass.</typeparam>
    /// <param name="float64">Whether the elements are float64 rather than float32.</param>
    /// <param name="work">The tensors and host numbers of the parameter.</param>
    /// <param name="begin">The first element.</param>
    /// <param name="end">The element after the last.</param>
    /// <param name="totals">The results of the reductions.</param>
    public static void Run<TPass>(bool float64, in Work work, long begin, long end, ref Totals totals)
        where TPass : struct, IPass
    {
        if (float64)
            Run<TPass, double>(in work, begin, end, ref totals);
        else
            Run<TPass, float>(in work, begin, end, ref totals);
    }

    private static void Run<TPass, T>(in Work work, long begin, long end, ref Totals totals)
        where TPass : struct, IPass
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long tail = begin;
        if (Vector512.IsHardwareAccelerated && MaxBits >= 512)
            tail = Body<TPass, Lanes512<T>, Lanes512<double>>(in work, begin, end, ref totals);
        else if (Vector256.IsHardwareAccelerated && MaxBits >= 256)
            tail = Body<TPass, Lanes256<T>, Lanes256<double>>(in work, begin, end, ref totals);
        else if (Vector128.IsHardwareAccelerated && MaxBits >= 128)
            tail = Body<TPass, Lanes128<T>, Lanes128<double>>(in work, begin, end, ref totals);
        Body<TPass, Lanes1<T>, Lanes1<double>>(in work, tail, end, ref totals);
    }

    private static long Body<TPass, V, W>(in Work work, long begin, long end, ref Totals totals)
        where TPass : struct, IPass
        where V : struct, ILanes<V, W>
        where W : struct, ILanes<W, W>
    {
        long tail = end - (end - begin) % V.Count;
        if (begin < tail)
            TPass.Run<V, W>(in work, begin, tail, ref totals);
        return tail;
    }
}

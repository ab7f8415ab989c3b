using System.ComponentModel;

namespace OptimizerDsl.Compiled;

/// <summary>One fused pass over the elements of a parameter: everything an update rule does between two reductions.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IPass
{
    /// <summary>Runs the pass over the elements from <paramref name="begin"/> up to <paramref name="end"/>.</summary>
    /// <remarks>
    /// The range is a multiple of <c>V.Count</c>. A chunk is run in two calls, its vector body and its tail, so a
    /// reduction combines its result with what <paramref name="totals"/> already holds.
    /// </remarks>
    /// <param name="work">The tensors and host numbers of the parameter.</param>
    /// <param name="begin">The first element.</param>
    /// <param name="end">The element after the last.</param>
    /// <param name="totals">The results of the chunk's reductions.</param>
    static abstract void Run<V, W>(in Work work, long begin, long end, ref Totals totals)
        where V : struct, ILanes<V, W>
        where W : struct, ILanes<W, W>;
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OptimizerDsl.Compiled;

/// <summary>
/// What the hardware has no vector instruction for, one lane after the other in float64. Kept out of line, so that the
/// lanes of a kernel stay in registers: only the copy passed here has an address.
/// </summary>
internal static class LaneByLane
{
    internal static V Tanh<V, W>(V x) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> =>
        Map<HyperbolicTangent, V, W>(x, 0);

    internal static V Pow<V, W>(V x, double exponent) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> =>
        Map<Power, V, W>(x, exponent);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static V Map<TFunction, V, W>(V x, double argument)
        where TFunction : struct, IFunction
        where V : struct, ILanes<V, W>
        where W : struct, ILanes<W, W>
    {
        if (Unsafe.SizeOf<V>() == V.Count * sizeof(double))
            foreach (ref double lane in Elements<V, double>(ref x)) lane = TFunction.Of(lane, argument);
        else
            foreach (ref float lane in Elements<V, float>(ref x)) lane = (float)TFunction.Of(lane, argument);
        return x;
    }

    private static Span<TElement> Elements<V, TElement>(ref V lanes) where V : struct where TElement : struct =>
        MemoryMarshal.Cast<V, TElement>(new Span<V>(ref lanes));

    private interface IFunction
    {
        static abstract double Of(double x, double argument);
    }

    private readonly struct HyperbolicTangent : IFunction
    {
        public static double Of(double x, double argument) => Math.Tanh(x);
    }

    private readonly struct Power : IFunction
    {
        public static double Of(double x, double argument) => Math.Pow(x, argument);
    }
}

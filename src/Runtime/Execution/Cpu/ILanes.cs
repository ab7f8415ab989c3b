using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace OptimizerDsl.Compiled;

/// <summary>
/// What a compiled kernel may do with the elements that one instruction processes. A kernel is written once against this
/// interface and compiled by the JIT for every vector width and element type: <typeparamref name="V"/> is a value type, so
/// each instantiation is specialised, inlined and free of calls.
/// </summary>
/// <remarks>
/// The members that work lane by lane give a lane the same bits at every width: the scalar tail of a tensor agrees with its
/// vector body. Nothing but <see cref="Exp"/>, <see cref="Log"/>, <see cref="Tanh"/> and <see cref="Pow"/> is a call, so a
/// kernel without them keeps all its lanes in registers.
/// </remarks>
/// <typeparam name="V">The lanes: elements of float32 or float64.</typeparam>
/// <typeparam name="W">The float64 lanes that <typeparamref name="V"/> widens to, to accumulate reductions in.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ILanes<V, W>
    where V : struct, ILanes<V, W>
    where W : struct, ILanes<W, W>
{
    /// <summary>The number of elements processed at once.</summary>
    static abstract int Count { get; }

    /// <summary>Reads <see cref="Count"/> elements of the tensor at <paramref name="pointer"/>, of any alignment.</summary>
    /// <param name="pointer">The address of element 0.</param>
    /// <param name="index">The first element to read.</param>
    static abstract V Load(nint pointer, long index);

    /// <summary>Reads as <see cref="Load"/>, and asks for what follows some cache lines on.</summary>
    /// <remarks>
    /// For an instruction that reads several tensors by turns, which the hardware cannot predict: it tells streams apart by the
    /// instructions that read them.
    /// </remarks>
    /// <param name="pointer">The address of element 0.</param>
    /// <param name="index">The first element to read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual V LoadAhead(nint pointer, long index)
    {
        Prefetch(pointer + (nint)(index * (Unsafe.SizeOf<V>() / V.Count)));
        return V.Load(pointer, index);
    }

    /// <inheritdoc cref="LoadAhead(nint, long)"/>
    /// <typeparam name="N">The type in memory.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual V LoadAhead<N>(nint pointer, long index) where N : struct, INarrow
    {
        Prefetch(pointer + (nint)(index * N.Bytes));
        return V.Load<N>(pointer, index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Prefetch(nint address)
    {
        const int Ahead = 512;
        if (Sse.IsSupported) Sse.Prefetch0((byte*)address + Ahead);
    }

    /// <summary>Writes <see cref="Count"/> elements to the tensor at <paramref name="pointer"/>, of any alignment.</summary>
    /// <param name="pointer">The address of element 0.</param>
    /// <param name="index">The first element to write.</param>
    /// <param name="value">The elements.</param>
    static abstract void Store(nint pointer, long index, V value);

    /// <summary>Reads elements of a narrower type; exact.</summary>
    /// <typeparam name="N">The type in memory.</typeparam>
    /// <param name="pointer">The address of element 0.</param>
    /// <param name="index">The first element to read.</param>
    static abstract V Load<N>(nint pointer, long index) where N : struct, INarrow;

    /// <summary>Writes elements of a narrower type, rounded to nearest.</summary>
    /// <typeparam name="N">The type in memory.</typeparam>
    /// <param name="pointer">The address of element 0.</param>
    /// <param name="index">The first element to write.</param>
    /// <param name="value">The elements.</param>
    static abstract void Store<N>(nint pointer, long index, V value) where N : struct, INarrow;

    /// <summary>The nearest values that a narrower type has.</summary>
    static abstract V Round<N>(V x) where N : struct, INarrow;

    /// <summary>Values that a narrower type has, rounded stochastically (see <see cref="Noise"/>).</summary>
    /// <typeparam name="N">The type.</typeparam>
    /// <param name="x">The values.</param>
    /// <param name="key">The key of the tensor in this step.</param>
    /// <param name="index">The index of the first element in the tensor, a multiple of <see cref="Count"/>.</param>
    static abstract V Round<N>(V x, uint key, long index) where N : struct, INarrow;

    /// <summary>The same number in every lane, rounded to the element type.</summary>
    static abstract V All(double value);

    /// <summary>The sum.</summary>
    static abstract V operator +(V a, V b);

    /// <summary>The difference.</summary>
    static abstract V operator -(V a, V b);

    /// <summary>The product.</summary>
    static abstract V operator *(V a, V b);

    /// <summary>The quotient.</summary>
    static abstract V operator /(V a, V b);

    /// <summary>The value with its sign flipped.</summary>
    static abstract V operator -(V x);

    /// <summary>The square root, correctly rounded.</summary>
    static abstract V Sqrt(V x);

    /// <summary>The absolute value.</summary>
    static abstract V Abs(V x);

    /// <summary>The natural exponential.</summary>
    static abstract V Exp(V x);

    /// <summary>The natural logarithm.</summary>
    static abstract V Log(V x);

    /// <summary>The larger value; NaN if either is NaN.</summary>
    static abstract V Max(V a, V b);

    /// <summary>The smaller value; NaN if either is NaN.</summary>
    static abstract V Min(V a, V b);

    /// <summary>The mask of the lanes where <paramref name="a"/> is less than <paramref name="b"/>.</summary>
    static abstract V Less(V a, V b);

    /// <summary>The mask of the lanes where <paramref name="a"/> is at most <paramref name="b"/>.</summary>
    static abstract V LessOrEqual(V a, V b);

    /// <summary>The mask of the lanes where the values are equal.</summary>
    static abstract V Equal(V a, V b);

    /// <summary>The bits set in both: the conjunction of two masks.</summary>
    static abstract V And(V a, V b);

    /// <summary>The bits set in either: the disjunction of two masks.</summary>
    static abstract V Or(V a, V b);

    /// <summary>The complement of a mask.</summary>
    static abstract V Not(V mask);

    /// <summary><paramref name="a"/> where the mask is set, <paramref name="b"/> elsewhere.</summary>
    static abstract V Where(V mask, V a, V b);

    /// <summary>The lanes in float64, in two halves; the upper half is zero where the lower one holds all of them.</summary>
    static abstract (W Lower, W Upper) Widen(V x);

    /// <summary>The float64 sum of all lanes, in an order that depends on their number alone.</summary>
    static abstract double Sum(V x);

    /// <summary>The largest lane; NaN if any is NaN.</summary>
    static abstract double Largest(V x);

    /// <summary>The reciprocal of the square root: a root and a division, never the hardware's approximation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual V Rsqrt(V x) => V.All(1) / V.Sqrt(x);

    /// <summary>The square.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual V Square(V x) => x * x;

    /// <summary>1 above zero, -1 below, and 0 for zeros and NaN, as <c>torch.sign</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual V Sign(V x) => V.And(V.Less(V.All(0), x), V.All(1)) - V.And(V.Less(x, V.All(0)), V.All(1));

    /// <summary>The value limited to an interval; NaN if any of the three is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual V Clamp(V x, V least, V most) => V.Min(V.Max(x, least), most);

    /// <summary>The linear interpolation <c>a + weight * (b - a)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual V Lerp(V a, V b, V weight) => a + weight * (b - a);

    /// <summary>The mask of the lanes where <paramref name="a"/> is greater than <paramref name="b"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual V Greater(V a, V b) => V.Less(b, a);

    /// <summary>The mask of the lanes where <paramref name="a"/> is at least <paramref name="b"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual V GreaterOrEqual(V a, V b) => V.LessOrEqual(b, a);

    /// <summary>The hyperbolic tangent.</summary>
    static virtual V Tanh(V x) => LaneByLane.Tanh<V, W>(x);

    /// <summary>The power of 1/2, with the special cases of <see cref="Math.Pow"/>: a square root, but 0 at -0 and infinite at negative infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual V HalfPower(V x) => V.Sqrt(V.Where(V.Equal(x, V.All(double.NegativeInfinity)), V.All(double.PositiveInfinity), x + V.All(0)));

    /// <summary>The power of -1/2, with the special cases of <see cref="Math.Pow"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static virtual V MinusHalfPower(V x) => V.All(1) / V.HalfPower(x);

    /// <summary>The power, with the special cases of <see cref="Math.Pow"/>.</summary>
    static virtual V Pow(V x, double exponent) => LaneByLane.Pow<V, W>(x, exponent);
}

using System.Numerics;
using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests.Cpu;

public sealed class Float32LanesTests : LanesTests<float>
{
    protected override long UnitsInTheLastPlace(float a, float b) =>
        Math.Abs(Ordered(a) - Ordered(b));

    // The bits as a number that grows with the value, across zero.
    private static long Ordered(float value) =>
        BitConverter.SingleToInt32Bits(value) is var bits && bits < 0 ? int.MinValue - bits : bits;
}

public sealed class Float64LanesTests : LanesTests<double>
{
    protected override long UnitsInTheLastPlace(double a, double b) =>
        (long)Int128.Min(long.MaxValue, Int128.Abs(Ordered(a) - Ordered(b)));

    private static Int128 Ordered(double value) =>
        BitConverter.DoubleToInt64Bits(value) is var bits && bits < 0 ? long.MinValue - bits : bits;
}

/// <summary>Lanes of every width against arithmetic on single numbers, special values included.</summary>
[Collection(nameof(VectorWidths))]
public abstract class LanesTests<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
{
    private static readonly T[] s_values = Values();

    [Theory, ClassData(typeof(VectorWidths))]
    public void Arithmetic_is_exact(int bits)
    {
        Check<Broadcast>(bits);
        Check<Add>(bits);
        Check<Subtract>(bits);
        Check<Multiply>(bits);
        Check<Divide>(bits);
        Check<Negate>(bits);
        Check<Lerp>(bits);
    }

    [Theory, ClassData(typeof(VectorWidths))]
    public void Roots_are_exact(int bits)
    {
        Check<Sqrt>(bits);
        Check<Rsqrt>(bits);
    }

    [Theory, ClassData(typeof(VectorWidths))]
    public void Magnitudes_and_bounds_are_exact_and_propagate_NaN(int bits)
    {
        Check<Abs>(bits);
        Check<Sign>(bits);
        Check<Max>(bits);
        Check<Min>(bits);
        Check<Clamp>(bits);
    }

    [Theory, ClassData(typeof(VectorWidths))]
    public void Masks_select(int bits)
    {
        Check<Less>(bits);
        Check<LessOrEqual>(bits);
        Check<Greater>(bits);
        Check<GreaterOrEqual>(bits);
        Check<Equal>(bits);
        Check<And>(bits);
        Check<Or>(bits);
        Check<Not>(bits);
    }

    [Theory, ClassData(typeof(VectorWidths))]
    public void Transcendental_functions_are_within_two_units_in_the_last_place(int bits)
    {
        Check<Exp>(bits, tolerance: 2);
        Check<Log>(bits, tolerance: 2);
        Check<Tanh>(bits, tolerance: 2);
        Check<Pow<Zero>>(bits, tolerance: 2);
        Check<Pow<Cube>>(bits, tolerance: 2);
        Check<Pow<Fifth>>(bits, tolerance: 2);
        Check<Pow<Inverse>>(bits, tolerance: 2);
        Check<Pow<Steep>>(bits, tolerance: 2);
        Check<Pow<Unbounded>>(bits, tolerance: 2);
        Check<Pow<Undefined>>(bits, tolerance: 2);
    }

    [Fact]
    public void Every_width_gives_the_same_bits()
    {
        CheckWidths<Exp>();
        CheckWidths<Log>();
        CheckWidths<Tanh>();
        CheckWidths<Pow<Fifth>>();
    }

    [Theory, ClassData(typeof(VectorWidths))]
    public void Sums_accumulate_in_float64(int bits)
    {
        T[] values = [.. s_values.Where(value => T.Abs(value) < T.CreateTruncating(1e6))];
        double[] totals = [0, 0];
        VectorWidths.Run<Reduce, T>(bits, totals, [], values);

        double[] exact = [.. values.Select(value => double.CreateTruncating(value))];
        Assert.Equal(exact.Sum(), totals[0], tolerance: exact.Sum(Math.Abs) * 1e-14);
        Assert.Equal(exact.Max(), totals[1]);
    }

    [Theory, ClassData(typeof(VectorWidths))]
    public void The_largest_lane_is_NaN_if_any_is(int bits)
    {
        for (int place = 0; place < 33; place++)
        {
            T[] values = new T[33];
            values[place] = T.NaN;
            double[] totals = [0, 0];
            VectorWidths.Run<Reduce, T>(bits, totals, [], values);
            Assert.Equal([double.NaN, double.NaN], totals);
        }
    }

    protected abstract long UnitsInTheLastPlace(T a, T b);

    private void Check<TFunction>(int bits, long tolerance = 0) where TFunction : ILaneFunction
    {
        (T[] a, T[] b, T[] c) = Arguments();
        T[] results = Evaluate<TFunction>(bits);
        for (int i = 0; i < results.Length; i++)
            Compare<TFunction>(TFunction.Of(a[i], b[i], c[i]), results[i], tolerance, $"({a[i]:R}, {b[i]:R}, {c[i]:R})");
    }

    private void CheckWidths<TFunction>() where TFunction : ILaneFunction
    {
        T[] expected = Evaluate<TFunction>(512);
        foreach (int bits in VectorWidths.All)
            foreach ((T wide, T narrow) in expected.Zip(Evaluate<TFunction>(bits)))
                Compare<TFunction>(wide, narrow, tolerance: 0, $"with {bits} bits");
    }

    private void Compare<TFunction>(T expected, T actual, long tolerance, string what)
    {
        // NaN is NaN, whatever its sign and payload; the sign of a zero counts.
        bool same = T.IsNaN(expected) || T.IsNaN(actual)
            ? T.IsNaN(expected) == T.IsNaN(actual)
            : tolerance == 0 ? expected.Equals(actual) && T.IsNegative(expected) == T.IsNegative(actual)
            : UnitsInTheLastPlace(expected, actual) <= tolerance;
        if (!same) Assert.Fail($"{typeof(TFunction).Name} {what} is {actual:R} and should be {expected:R}");
    }

    private static T[] Evaluate<TFunction>(int bits) where TFunction : ILaneFunction
    {
        (T[] a, T[] b, T[] c) = Arguments();
        var results = new T[a.Length];
        VectorWidths.Run<Map<TFunction>, T>(bits, [], [], a, b, c, results);
        return results;
    }

    // Every value with every other, and a third that is sometimes below and sometimes above them.
    private static (T[] A, T[] B, T[] C) Arguments()
    {
        int n = s_values.Length;
        return ([.. Enumerable.Range(0, n * n).Select(i => s_values[i / n])],
            [.. Enumerable.Range(0, n * n).Select(i => s_values[i % n])],
            [.. Enumerable.Range(0, n * n).Select(i => s_values[(i / n * 7 + i * 3) % n])]);
    }

    private static T[] Values()
    {
        T smallestNormal = T.CreateTruncating(typeof(T) == typeof(float) ? 1.17549435e-38f : 2.2250738585072014e-308);
        T[] special =
        [
            T.Zero, T.One, T.Epsilon, T.Epsilon * T.CreateTruncating(1000), smallestNormal, T.BitDecrement(smallestNormal),
            T.MaxValue, T.PositiveInfinity, T.NaN, T.CreateTruncating(0.5), T.CreateTruncating(88.5), T.CreateTruncating(104),
            T.CreateTruncating(709.5), T.CreateTruncating(745), T.BitIncrement(T.One), T.BitDecrement(T.One),
        ];
        var random = new Random(1);
        IEnumerable<T> ordinary = Enumerable.Range(0, 40)
            .Select(i => T.CreateTruncating(random.NextDouble() * Math.Pow(10, random.Next(-12, 4))));
        return [.. special.Concat(ordinary).SelectMany(value => new[] { value, -value })];
    }

    private readonly unsafe struct Reduce : IPass
    {
        public static void Run<V, W>(in Work work, long begin, long end, ref Totals totals)
            where V : struct, ILanes<V, W>
            where W : struct, ILanes<W, W>
        {
            W lower = W.All(0), upper = W.All(0);
            V largest = V.All(double.NegativeInfinity);
            for (long i = begin; i < end; i += V.Count)
            {
                V x = V.Load(work.Tensors[0], i);
                (W Lower, W Upper) wide = V.Widen(x);
                lower += wide.Lower;
                upper += wide.Upper;
                largest = V.Max(largest, x);
            }

            totals[0] += W.Sum(lower + upper);
            totals[1] = Math.Max(totals[1], V.Largest(largest));
        }
    }
}

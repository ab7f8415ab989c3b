using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests.Cpu;

/// <summary>Conversions to and from 16-bit types at every width, against their definition on single numbers.</summary>
[Collection(nameof(VectorWidths))]
public sealed class NarrowLanesTests
{
    public static TheoryData<int, Precision> WidthsAndTypes()
    {
        var data = new TheoryData<int, Precision>();
        foreach (int bits in VectorWidths.All)
        {
            data.Add(bits, Precision.BFloat16);
            data.Add(bits, Precision.Float16);
        }

        return data;
    }

    [Theory, MemberData(nameof(WidthsAndTypes))]
    public void Every_narrow_value_is_widened_exactly_and_comes_back(int bits, Precision precision)
    {
        float[] narrow = Narrow(Enumerable.Range(0, 65536).Select(i => (ushort)i));
        float[] expected = [.. Enumerable.Range(0, 65536).Select(i => Widened((ushort)i, precision))];
        AssertSame(expected, Run<float>(bits, precision, Do.Load, new float[65536], narrow));
        AssertSame(expected, [.. Run<double>(bits, precision, Do.Load, new double[65536], narrow).Select(x => (float)x)]);

        AssertSame(expected, Run<float>(bits, precision, Do.Round, expected, narrow));
        AssertSame(expected, Run<float>(bits, precision, Do.RoundStochastically, expected, narrow));

        float[] stored = new float[32768];
        Run<float>(bits, precision, Do.Store, expected, stored);
        AssertSame(expected, [.. Words(stored).Select(w => Widened(w, precision))]);
        Array.Clear(stored);
        Run<double>(bits, precision, Do.Store, [.. expected.Select(x => (double)x)], stored);
        AssertSame(expected, [.. Words(stored).Select(w => Widened(w, precision))]);
    }

    [Theory, MemberData(nameof(WidthsAndTypes))]
    public void Rounds_to_nearest_even(int bits, Precision precision)
    {
        float[] values = Values(precision);
        float[] expected = [.. values.Select(x => (float)ReferenceRounding.Nearest(x, precision))];
        AssertSame(expected, Run<float>(bits, precision, Do.Round, values, []));
        float[] stored = new float[(values.Length + 1) / 2];
        Run<float>(bits, precision, Do.Store, values, stored);
        AssertSame(expected, [.. Words(stored).Take(values.Length).Select(w => Widened(w, precision))]);

        // Through float32: a tie there is decided before the narrower type sees it.
        double[] wide = [.. values.SelectMany(x => new double[] { x, Math.BitIncrement((double)x), Math.BitDecrement((double)x), x * (1 + Math.ScaleB(1, -24)) })];
        AssertSame([.. wide.Select(x => (float)ReferenceRounding.Nearest(x, precision))], [.. Run<double>(bits, precision, Do.Round, wide, []).Select(x => (float)x)]);
    }

    [Theory, MemberData(nameof(WidthsAndTypes))]
    public void Rounds_stochastically_as_defined(int bits, Precision precision)
    {
        float[] values = Values(precision);
        float[] expected = [.. values.Select((x, i) => (float)ReferenceRounding.Round(x, precision, Noise.Bits(Key, i)))];
        AssertSame(expected, Run<float>(bits, precision, Do.RoundStochastically, values, []));
        AssertSame(expected, [.. Run<double>(bits, precision, Do.RoundStochastically, [.. values.Select(x => (double)x)], []).Select(x => (float)x)]);
    }

    public static TheoryData<int> Widths => [.. VectorWidths.All];

    [Theory, MemberData(nameof(Widths))]
    public void Float32_is_rounded_to_from_float64_alone(int bits)
    {
        float[] values = Values(Precision.Float16);
        double[] wide = [.. values.SelectMany(x => new double[] { x, x * (1 + Math.ScaleB(1, -25)), x * (1 + 3 * Math.ScaleB(1, -25)) })];
        float[] nearest = [.. wide.Select(x => (float)x)];
        float[] stored = new float[values.Length];
        Run<float>(bits, Precision.Float32, Do.Store, values, stored);
        AssertSame(values, stored);
        AssertSame(values, Run<float>(bits, Precision.Float32, Do.Load, new float[values.Length], values));
        stored = new float[wide.Length];
        Run<double>(bits, Precision.Float32, Do.Store, wide, stored);
        AssertSame(nearest, stored);
        AssertSame(values, [.. Run<double>(bits, Precision.Float32, Do.Load, new double[values.Length], values).Select(x => (float)x)]);
        foreach (var round in new[] { Do.Round, Do.RoundStochastically })
        {
            AssertSame(values, Run<float>(bits, Precision.Float32, round, values, []));
            AssertSame(nearest, [.. Run<double>(bits, Precision.Float32, round, wide, []).Select(x => (float)x)]);
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void The_lanes_own_type_is_not_rounded_to(int bits)
    {
        double[] wide = [.. Values(Precision.Float16).Select(x => x * (1 + Math.ScaleB(1, -40)))];
        float[] stored = new float[2 * wide.Length];
        Run<double>(bits, Precision.Same, Do.Store, wide, stored);
        Assert.Equal(wide, Run<double>(bits, Precision.Same, Do.Load, new double[wide.Length], stored));
        foreach (var round in new[] { Do.Round, Do.RoundStochastically }) Assert.Equal(wide, Run<double>(bits, Precision.Same, round, wide, []));
    }

    private const uint Key = 0x9876abcd;

    private enum Do { Load, Store, Round, RoundStochastically }

    /// <summary>Every narrow value and what is around it in float32: neighbours, ties, the middle of the middle; and random bits.</summary>
    private static float[] Values(Precision precision)
    {
        var random = new Random(5);
        var values = new List<float> { float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.Epsilon, -float.Epsilon, 0, -0f, 65504, 65519.996f, 65520, 65535.996f, 65536, -65520 };
        for (var i = 0; i < 65536; i += precision == Precision.BFloat16 ? 7 : 3)
        {
            var x = Widened((ushort)i, precision);
            var next = Widened((ushort)(i + 1), precision);
            var middle = x + (next - x) / 2;
            values.AddRange([x, MathF.BitIncrement(x), MathF.BitDecrement(x), middle, MathF.BitIncrement(middle), MathF.BitDecrement(middle), x + (next - x) / 4]);
        }

        for (var i = 0; i < 10000; i++) values.Add(BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32)));
        return [.. values];
    }

    private static float Widened(ushort bits, Precision precision) => precision == Precision.BFloat16
        ? BitConverter.UInt32BitsToSingle((uint)bits << 16)
        : (float)BitConverter.UInt16BitsToHalf(bits);

    private static float[] Narrow(IEnumerable<ushort> words)
    {
        ushort[] bits = [.. words];
        float[] memory = new float[(bits.Length + 1) / 2];
        Buffer.BlockCopy(bits, 0, memory, 0, 2 * bits.Length);
        return memory;
    }

    private static ushort[] Words(float[] memory)
    {
        ushort[] words = new ushort[2 * memory.Length];
        Buffer.BlockCopy(memory, 0, words, 0, 2 * words.Length);
        return words;
    }

    /// <summary>The same numbers to the sign of zero; a NaN is a NaN.</summary>
    private static void AssertSame(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            if (!(float.IsNaN(expected[i]) ? float.IsNaN(actual[i]) : BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(actual[i])))
                Assert.Fail($"element {i}: {actual[i]:R} instead of {expected[i]:R}");
    }

    private static unsafe T[] Run<T>(int bits, Precision precision, Do what, T[] values, float[] narrow) where T : unmanaged
    {
        T[] result = [.. values];
        var widest = Lanes.MaxBits;
        Lanes.MaxBits = bits;
        try
        {
            fixed (T* wide = result)
            fixed (float* memory = narrow)
            {
                nint* tensors = stackalloc nint[] { (nint)wide, (nint)memory };
                var work = new Work(tensors, null, null, values.Length, (int)what);
                var none = new Totals([]);
                var float64 = typeof(T) == typeof(double);
                switch (precision)
                {
                    case Precision.BFloat16: Lanes.Run<Convert<BFloat16>>(float64, in work, 0, values.Length, ref none); break;
                    case Precision.Float16: Lanes.Run<Convert<Float16>>(float64, in work, 0, values.Length, ref none); break;
                    case Precision.Float32: Lanes.Run<Convert<Float32>>(float64, in work, 0, values.Length, ref none); break;
                    default: Lanes.Run<Convert<Own>>(float64, in work, 0, values.Length, ref none); break;
                }
            }
        }
        finally
        {
            Lanes.MaxBits = widest;
        }

        return result;
    }

    private readonly unsafe struct Convert<N> : IPass where N : struct, INarrow
    {
        public static void Run<V, W>(in Work work, long begin, long end, ref Totals totals)
            where V : struct, ILanes<V, W>
            where W : struct, ILanes<W, W>
        {
            for (var i = begin; i < end; i += V.Count)
            {
                var x = V.Load(work.Tensors[0], i);
                switch ((Do)work.Variant)
                {
                    case Do.Load: V.Store(work.Tensors[0], i, V.Load<N>(work.Tensors[1], i)); break;
                    case Do.Store: V.Store<N>(work.Tensors[1], i, x); break;
                    case Do.Round: V.Store(work.Tensors[0], i, V.Round<N>(x)); break;
                    default: V.Store(work.Tensors[0], i, V.Round<N>(x, Key, i)); break;
                }
            }
        }
    }
}

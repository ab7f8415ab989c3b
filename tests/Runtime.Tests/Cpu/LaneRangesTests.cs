using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests.Cpu;

/// <summary>Ranges of any length at any address: each element once, and none beside them.</summary>
[Collection(nameof(VectorWidths))]
public sealed unsafe class LaneRangesTests
{
    private const int Margin = 20;

    private static readonly long[] s_lengths =
        [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, ChunkList.Size - 1, ChunkList.Size, ChunkList.Size + 1];

    public static TheoryData<int, long> WidthsAndLengths()
    {
        var data = new TheoryData<int, long>();
        foreach (int bits in VectorWidths.All)
            foreach (long length in s_lengths)
                data.Add(bits, length);
        return data;
    }

    [Theory, MemberData(nameof(WidthsAndLengths))]
    public void Each_element_is_visited_once(int bits, long length)
    {
        foreach (int misalignment in new[] { 0, 1, 4, 12 })
        {
            Check<float>(bits, length, misalignment);
            Check<double>(bits, length, misalignment);
        }
    }

    [Theory, ClassData(typeof(VectorWidths))]
    public void The_tail_follows_the_body(int bits)
    {
        double[] totals = [0, 0];
        VectorWidths.Run<CountCalls, float>(bits, totals, [], new float[100]);
        Assert.Equal(100, totals[0]);
        Assert.True(totals[1] <= 2, "one call for the body and one for the tail");
    }

    private static void Check<T>(int bits, long length, int misalignment) where T : unmanaged
    {
        byte[] memory = new byte[(length + 2 * Margin) * sizeof(T) + misalignment];
        int widest = Lanes.MaxBits;
        Lanes.MaxBits = bits;
        try
        {
            fixed (byte* bytes = memory)
            {
                nint tensor = (nint)bytes + misalignment;
                var work = new Work(&tensor, null, null, length, 0);
                var totals = new Totals([]);
                Lanes.Run<Increment>(typeof(T) == typeof(double), in work, Margin, Margin + length, ref totals);
                var elements = new ReadOnlySpan<T>((void*)tensor, (int)length + 2 * Margin);
                for (int i = 0; i < elements.Length; i++)
                    Assert.Equal(i < Margin || i >= Margin + length ? 0.0 : 1.0, Convert.ToDouble(elements[i]));
            }
        }
        finally
        {
            Lanes.MaxBits = widest;
        }
    }

    private readonly struct Increment : IPass
    {
        public static void Run<V, W>(in Work work, long begin, long end, ref Totals totals)
            where V : struct, ILanes<V, W>
            where W : struct, ILanes<W, W>
        {
            for (long i = begin; i < end; i += V.Count)
                V.Store(work.Tensors[0], i, V.Load(work.Tensors[0], i) + V.All(1));
        }
    }

    private readonly struct CountCalls : IPass
    {
        public static void Run<V, W>(in Work work, long begin, long end, ref Totals totals)
            where V : struct, ILanes<V, W>
            where W : struct, ILanes<W, W>
        {
            Assert.Equal(0, (end - begin) % V.Count);
            Assert.Equal(totals[0], begin);
            totals[0] = end;
            totals[1]++;
        }
    }
}

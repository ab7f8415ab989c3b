using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests.Cpu;

/// <summary>The vector widths that one machine can run, from the narrowest (one element at a time) to the widest.</summary>
public sealed class VectorWidths : TheoryData<int>
{
    public VectorWidths()
    {
        foreach (int bits in All)
            Add(bits);
    }

    public static IReadOnlyList<int> All { get; } = [32, 128, 256, 512];

    /// <summary>Runs a pass over the elements of arrays, with vectors of at most so many bits.</summary>
    internal static unsafe void Run<TPass, T>(int bits, Span<double> totals, ReadOnlySpan<double> scalars, params T[][] tensors)
        where TPass : struct, IPass
        where T : unmanaged
    {
        int widest = Lanes.MaxBits;
        Lanes.MaxBits = bits;
        nint* pointers = stackalloc nint[tensors.Length];
        var pins = new List<System.Buffers.MemoryHandle>();
        try
        {
            for (int tensor = 0; tensor < tensors.Length; tensor++)
            {
                pins.Add(tensors[tensor].AsMemory().Pin());
                pointers[tensor] = (nint)pins[tensor].Pointer;
            }

            fixed (double* numbers = scalars)
            {
                var work = new Work(pointers, numbers, null, tensors[0].Length, 0);
                var results = new Totals(totals);
                Lanes.Run<TPass>(typeof(T) == typeof(double), in work, 0, tensors[0].Length, ref results);
            }
        }
        finally
        {
            pins.ForEach(pin => pin.Dispose());
            Lanes.MaxBits = widest;
        }
    }
}

/// <summary>The width is process-wide, so the tests that set it take turns.</summary>
[CollectionDefinition(nameof(VectorWidths), DisableParallelization = true)]
public sealed class VectorWidthsCollection;

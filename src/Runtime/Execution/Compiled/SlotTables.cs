namespace OptimizerDsl.Compiled;

/// <summary>
/// The tables that steps fill for the parameters of a group, one row for each, in few blocks of memory: with very many small tensors a
/// step takes as long as it waits for memory.
/// </summary>
/// <remarks>Pinned, because kernels get addresses into them.</remarks>
internal sealed unsafe class SlotTables
{
    private readonly nint[] _tensors;
    private readonly int[] _lengths;
    private readonly double[] _totals;
    private readonly SeenTensor[] _seen;
    private readonly int _rows, _tensorsPerRow, _lengthsPerRow, _totalsPerRow, _seenPerRow;
    private double[] _scalars = [];
    private int _scalarsPerRow;

    public SlotTables(CompiledRule rule, int rows)
    {
        (_rows, _tensorsPerRow, _lengthsPerRow, _totalsPerRow) = (rows, rule.Tensors, Math.Max(1, rule.Vectors), Math.Max(1, rule.Reductions.Count));
        _seenPerRow = 1 + rule.States.Count + (rule.HasMemory ? 2 : 0);
        _tensors = GC.AllocateArray<nint>(checked(rows * _tensorsPerRow), pinned: true);
        _lengths = GC.AllocateArray<int>(checked(rows * _lengthsPerRow), pinned: true);
        _totals = new double[checked(rows * _totalsPerRow)];
        _seen = new SeenTensor[checked(rows * _seenPerRow)];
    }

    public nint* Tensors(int row) => Address(_tensors, row * _tensorsPerRow);

    public int* Lengths(int row) => Address(_lengths, row * _lengthsPerRow);

    public double* Scalars(int row) => Address(_scalars, row * _scalarsPerRow);

    public Span<double> Totals(int row) => _totals.AsSpan(row * _totalsPerRow, _totalsPerRow);

    public Span<SeenTensor> Seen(int row) => _seen.AsSpan(row * _seenPerRow, _seenPerRow);

    /// <summary>Those of the row that comes a little later; none behind the last.</summary>
    public Span<SeenTensor> SeenAhead(int row) => row + CacheLines.Ahead < _rows ? Seen(row + CacheLines.Ahead) : [];

    /// <summary>Makes room for so many numbers in each row. What was in the rows is lost if there was less.</summary>
    public void Reserve(int scalars)
    {
        scalars = Math.Max(1, scalars);
        if (scalars <= _scalarsPerRow) return;
        _scalars = GC.AllocateArray<double>(checked(_rows * scalars), pinned: true);
        _scalarsPerRow = scalars;
    }

    private static T* Address<T>(T[] pinned, int index) where T : unmanaged =>
        (T*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref pinned[index]);
}

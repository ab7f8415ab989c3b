using System.Runtime.InteropServices;
using TorchSharp;

namespace OptimizerDsl.Compiled;

/// <summary>The steps of the parameters on one device: all of them in a few launches, and nothing that waits for the device.</summary>
/// <remarks>
/// Every parameter is cut into chunks, and every block of a launch takes one; where a parameter's tensors are, a table says. A
/// launch covers all parameters of one element type (and, where an option says in what type a memory is kept, of one of those). Between two passes a block of threads combines the reductions and computes
/// what depends on them. The storage of a gradient that is freed after the step is given out again in the order of the stream,
/// so that kernels in flight are not disturbed.
/// </remarks>
internal sealed unsafe class CudaStep : IDisposable
{
    // The order of the prelude's enumeration, and of its structure of arguments.
    private const int ParameterWords = 9, ArgumentWords = 12;

    private static readonly int[] s_argumentSizes = [32, 128, 448];
    private static readonly int[] s_types = [Native.Float32, Native.Float64, Native.Float16, Native.BFloat16];

    // Of a type of parameters and a precision of slots.
    private const int Kinds = 4 * 4;

    private readonly CompiledRule _rule;
    private readonly IGpu _gpu;
    private readonly CudaKernels _kernels;
    private readonly CudaRows _rows;
    private readonly DeviceTable _chunks, _parameters, _scopes, _longs, _rowTable;
    private readonly DeviceScratch _numbersOf, _partials, _own;
    private readonly CudaKernels.Kernels?[] _kernelsOf = new CudaKernels.Kernels?[Kinds];
    private readonly int[] _firstChunkOf = new int[Kinds + 1];
    private long[] _argument = [];
    private long[] _shapes = [];
    private int _argumentNumbers, _maxTotals;
    private readonly bool _stacks;
    private bool _deviceNumbers, _sharesNumbers;

    public CudaStep(CompiledRule rule, IGpu gpu)
    {
        (_rule, _gpu) = (rule, gpu);
        _kernels = new CudaKernels(rule, gpu);
        _rows = new CudaRows(rule);
        (_chunks, _parameters, _scopes, _longs, _rowTable) = (new(gpu), new(gpu), new(gpu), new(gpu), new(gpu));
        (_numbersOf, _partials, _own) = (new(gpu), new(gpu), new(gpu));
        // Tensors that are stacked are aligned only if each of them is as long as a few lanes.
        _stacks = rule.HasMemory || rule.States.Any(s => s.IsBank);
        foreach (var totals in rule.Cuda!.Totals) _maxTotals = Math.Max(_maxTotals, totals);
    }

    public IGpu Gpu => _gpu;

    /// <summary>The parameters of the present step.</summary>
    public List<ParameterSlot> Slots { get; } = [];

    /// <summary>Whether the device counted the last step and keeps the numbers of the states.</summary>
    public bool CountsSteps => _deviceNumbers;

    /// <summary>How many kernels the last step launched.</summary>
    public int Launches { get; private set; }

    /// <summary>How many tables the last step copied to the device, and their bytes.</summary>
    public (int Count, long Bytes) Uploads { get; private set; }

    /// <summary>Fills the tables, and compiles what has not been compiled yet. The step itself has not begun then.</summary>
    public void Prepare(bool capturable)
    {
        var program = _rule.Cuda!;
        _deviceNumbers = program.RequiresDeviceNumbers || capturable;
        _sharesNumbers = _deviceNumbers && _rule.WidestNumber != Over.Tensor;
        (Launches, Uploads) = (0, (0, 0));
        FillRows();
        ChooseKernels(program);
        if (AreNew())
        {
            CutIntoChunks();
            FillScopes();
        }

        FillParameters();
        Upload();
    }

    private void FillRows()
    {
        _rows.Clear();
        RowOwners.Clear();
        ParameterSlot? previous = null;
        foreach (var slot in Slots)
        {
            var before = _rows.Length;
            slot.Row = previous is not null && previous.HasHostOf(slot, _rule) ? previous.Row : _rows.Add(slot, _deviceNumbers);
            if (_rows.Length > before) RowOwners.Add(slot);
            previous = slot;
        }

        _argumentNumbers = 0;
        if (!_deviceNumbers)
        {
            foreach (var size in s_argumentSizes)
            {
                if (_rows.Length > size) continue;
                _argumentNumbers = size;
                break;
            }
        }

        if (_argumentNumbers == 0) MemoryMarshal.Cast<double, long>(_rows.Values).CopyTo(_rowTable.Begin(_rows.Length));
    }

    private void ChooseKernels(CudaProgram program)
    {
        var known = program.VariantFlags;
        foreach (var slot in Slots) known &= ~(slot.Variant ^ Slots[0].Variant);
        Array.Clear(_kernelsOf);
        foreach (var slot in Slots)
            _kernelsOf[KindOf(slot)] ??= _kernels.Get(new(slot.Type, _argumentNumbers, _deviceNumbers, known, Slots[0].Variant & known, PrecisionOf(slot)));
    }

    /// <summary>Which kernels a parameter takes: those of its type and, where that is an option, of the type of its memory's slots.</summary>
    private int KindOf(ParameterSlot slot) => Array.IndexOf(s_types, slot.Type) * 4 + (int)PrecisionOf(slot);

    private Precision PrecisionOf(ParameterSlot slot) => _rule.HasBufferDtype ? slot.State.memory!.Precision : Precision.Same;

    /// <summary>The chunks depend on the sizes and kinds of the parameters alone, and so does the order of every reduction.</summary>
    private void CutIntoChunks()
    {
        var count = 0L;
        foreach (var slot in Slots) count += ChunksOf(slot);
        var words = _chunks.Begin(checked((int)(2 * count)));
        int chunk = 0, longs = 0;
        for (var kind = 0; kind < Kinds; kind++)
        {
            _firstChunkOf[kind] = chunk;
            for (var i = 0; i < Slots.Count; i++)
            {
                if (KindOf(Slots[i]) != kind) continue;
                Slots[i].FirstChunk = chunk;
                for (long begin = 0; begin < Slots[i].Elements; begin += CudaKernels.ChunkElements, chunk++) (words[2 * chunk], words[2 * chunk + 1]) = (i, begin);
            }
        }

        _firstChunkOf[^1] = chunk;
        foreach (var slot in Slots) longs += ChunksOf(slot) > CudaKernels.Short ? 1 : 0;
        var table = _longs.Begin(longs);
        for (var i = 0; i < Slots.Count; i++)
            if (ChunksOf(Slots[i]) > CudaKernels.Short) table[^longs--] = i;
        _partials.Reserve(Math.Max(1, count * _maxTotals));
        _own.Reserve((long)Slots.Count * Math.Max(1, _maxTotals));
        _numbersOf.Reserve((long)Slots.Count * (1 + _rule.Slots));
    }

    private static long ChunksOf(ParameterSlot slot) => (slot.Elements + CudaKernels.ChunkElements - 1) / CudaKernels.ChunkElements;

    private bool AreNew()
    {
        var isNew = _shapes.Length != Slots.Count;
        if (isNew) _shapes = new long[Slots.Count];
        for (var i = 0; i < Slots.Count; i++)
        {
            // A slot of an optimizer has one size, type and group for good; only its memory may be loaded in another type.
            var id = Slots[i].Id << 2 | (long)PrecisionOf(Slots[i]);
            isNew |= _shapes[i] != id;
            _shapes[i] = id;
        }

        return isNew;
    }

    private void FillScopes()
    {
        var groups = 0;
        for (var i = 0; i < Slots.Count; i++)
            if (i == 0 || Slots[i].Group != Slots[i - 1].Group) groups++;
        var words = _scopes.Begin(3 * (groups + 1));
        var (scope, all) = (-1, 0L);
        for (var i = 0; i < Slots.Count; i++)
        {
            if (i == 0 || Slots[i].Group != Slots[i - 1].Group) (words[3 * ++scope], words[3 * scope + 2]) = (i, 0);
            words[3 * scope + 1] = i + 1;
            words[3 * scope + 2] += Slots[i].Elements;
            all += Slots[i].Elements;
        }

        (words[3 * groups], words[3 * groups + 1], words[3 * groups + 2]) = (0, Slots.Count, all);
    }

    private void FillParameters()
    {
        var needsRecord = _deviceNumbers || _rule.HasMemory;
        var stride = ParameterWords + _rule.Tensors;
        var words = _parameters.Begin(Slots.Count * stride);
        for (var i = 0; i < Slots.Count; i++)
        {
            var slot = Slots[i];
            var p = words.Slice(i * stride, stride);
            (p[0], p[1], p[2], p[3]) = (slot.Elements, slot.Row, slot.FirstChunk, ChunksOf(slot));
            p[5] = needsRecord ? slot.State.RecordOn(_gpu).Address : 0;
            p[6] = slot.Number;
            (p[7], p[8]) = _sharesNumbers ? (slot.State.OfGroup!.AddressOn(_gpu), slot.State.OfAll!.AddressOn(_gpu)) : (0, 0);
            var tensors = p[ParameterWords..];
            for (var s = 0; s < _rule.Tensors; s++) tensors[s] = slot.Tensors[s];
            if (_rule.HasMemory) tensors[3 + _rule.States.Count] = slot.MemorySlots;
            var addresses = 0L;
            for (var s = 0; s < _rule.Tensors; s++) addresses |= tensors[s];
            p[4] = (addresses & 15) == 0 && (!_stacks || slot.Elements % 4 == 0) ? 1 : 0;
        }
    }

    /// <summary>Launches the kernels of a pass.</summary>
    public void Run(int pass)
    {
        if (pass == 0) Begin();
        if (_rule.Cuda!.Totals[pass] < 0) return;
        var stream = _gpu.Stream;
        var argument = MemoryMarshal.AsBytes(_argument.AsSpan(0, ArgumentWords + Math.Max(1, _argumentNumbers)));
        var isBefore = true;
        for (var kind = 0; kind < Kinds; kind++)
        {
            if (_kernelsOf[kind] is not { } kernels) continue;
            // Those of one kind compute the numbers of all.
            if (isBefore && kernels.Numbers[pass] != 0) Launch(kernels.Numbers[pass], 1, CudaKernels.NumbersThreads, argument, stream);
            isBefore = false;
            var chunks = _firstChunkOf[kind + 1] - _firstChunkOf[kind];
            if (chunks == 0) continue;
            _argument[8] = _firstChunkOf[kind];
            Launch(kernels.Passes[pass], chunks, CudaKernels.PassThreads, argument, stream);
        }
    }

    /// <summary>Gives the device the counters that the host has changed since the last step.</summary>
    private void Begin()
    {
        if (!_deviceNumbers && !_rule.HasMemory) return;
        var stream = _gpu.Stream;
        foreach (var slot in Slots)
            if (slot.State.Record!.Push(_deviceNumbers, stream)) Count(sizeof(double));
        foreach (var slot in Slots) slot.State.Record!.Advance();
        if (!_sharesNumbers) return;
        foreach (var slot in Slots)
        {
            if (slot.State.OfGroup!.Push(stream)) Count(sizeof(double));
            if (slot.State.OfAll!.Push(stream)) Count(sizeof(double));
        }
    }

    /// <summary>Copies to the device the tables that have changed since the last step.</summary>
    private void Upload()
    {
        var stream = _gpu.Stream;
        Count(_chunks.Upload(stream));
        Count(_longs.Upload(stream));
        Count(_scopes.Upload(stream));
        Count(_parameters.Upload(stream));
        if (_argumentNumbers == 0) Count(_rowTable.Upload(stream));
        FillArgument();
    }

    private void FillArgument()
    {
        if (_argument.Length < ArgumentWords + Math.Max(1, _argumentNumbers)) _argument = new long[ArgumentWords + s_argumentSizes[^1]];
        var a = _argument.AsSpan();
        (a[0], a[1], a[2], a[3]) = (_chunks.Address, _parameters.Address, _scopes.Address, _longs.Address);
        (a[4], a[5], a[6], a[7]) = (_argumentNumbers == 0 ? _rowTable.Address : 0, _numbersOf.Address, _partials.Address, _own.Address);
        (a[8], a[9], a[10], a[11]) = (0, Slots.Count, _scopes.Words.Length / 3 - 1, _longs.Words.Length);
        if (_argumentNumbers > 0) MemoryMarshal.Cast<double, long>(_rows.Values).CopyTo(a[ArgumentWords..]);
    }

    /// <summary>The parameters that the rows of the last step were made for.</summary>
    public List<ParameterSlot> RowOwners { get; } = [];

    /// <summary>Gives the device the options of the row owners anew.</summary>
    public void UploadOptions()
    {
        if (!_deviceNumbers || RowOwners.Count == 0) return;
        _rows.Clear();
        foreach (var slot in RowOwners) _rows.Add(slot, _deviceNumbers, isNew: true);
        MemoryMarshal.Cast<double, long>(_rows.Values).CopyTo(_rowTable.Begin(_rows.Length));
        _rowTable.Upload(_gpu.Stream);
    }

    private void Launch(nint function, int blocks, int threads, ReadOnlySpan<byte> argument, nint stream)
    {
        _gpu.Launch(function, blocks, threads, argument, stream);
        Launches++;
    }

    private void Count(long bytes)
    {
        if (bytes > 0) Uploads = (Uploads.Count + 1, Uploads.Bytes + bytes);
    }

    public void Dispose()
    {
        foreach (var table in new[] { _chunks, _parameters, _scopes, _longs, _rowTable }) table.Dispose();
        foreach (var scratch in new[] { _numbersOf, _partials, _own }) scratch.Dispose();
    }
}

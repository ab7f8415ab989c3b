using TorchSharp;

namespace OptimizerDsl.Compiled;

/// <summary>Runs the passes of a rule over the memory of all parameters, as one list of chunks.</summary>
internal sealed unsafe class CpuStep(CompiledRule rule) : IChunkWork
{
    private readonly ChunkList _chunks = new();
    private ParameterSlot[] _slots = [];
    private Work[] _works = [];
    private bool[] _isFloat64 = [];
    private long[] _elements = [];
    private double[] _totals = [];
    private int _count;
    private int _pass;
    private int _totalsPerChunk;

    /// <summary>Whether the parameter can take this execution in this step; says why, or why not, in its reason.</summary>
    /// <exception cref="InvalidOperationException">It was asked for and is not possible.</exception>
    public static Execution Choose(ParameterSlot slot, bool asked) =>
        FusedChoice.Of(slot, Execution.Cpu, Obstacle(slot), "float32 or float64 on the CPU, all tensors in one memory order", asked);

    private static string? Obstacle(ParameterSlot slot)
    {
        if (slot.DeviceType != (int)DeviceType.CPU) return "is not on the CPU";
        if (slot.Type is not (Native.Float32 or Native.Float64)) return "is neither float32 nor float64";
        return FusedLayout.Obstacle(slot);
    }

    /// <summary>Runs a pass over every parameter that takes this execution.</summary>
    public void Run(int pass, List<ParameterSlot> active)
    {
        if (pass == 0) Collect(active);
        if (_count == 0) return;
        if (pass == rule.OfferPass) PointAtMemory();

        _pass = pass;
        _totalsPerChunk = 0;
        for (var r = 0; r < rule.Reductions.Count; r++)
            if (rule.Reductions[r].Pass == pass && rule.Reductions[r].Total >= 0) _totalsPerChunk++;
        // A pass of Scalars alone has no elements to run over.
        if (pass < rule.Passes - 1 && _totalsPerChunk == 0 && !MethodCalls.Stores(rule, pass)) return;

        var needed = _chunks.Count * _totalsPerChunk;
        if (_totals.Length < needed) _totals = new double[needed];
        _totals.AsSpan(0, needed).Clear();
        for (var i = 0; i < _count; i++) _works[i] = _slots[i].Work(rule);
        WorkerPool.Run(this, _chunks.Count, _chunks.Elements, torch.get_num_threads());
        if (_totalsPerChunk > 0) CombineTotals();
    }

    /// <inheritdoc/>
    public void Run(int chunk)
    {
        ref readonly var range = ref _chunks[chunk];
        if (chunk + CacheLines.Ahead < _chunks.Count) Prefetch(_works[_chunks[chunk + CacheLines.Ahead].Parameter].Tensors);
        var totals = new Totals(_totals.AsSpan(chunk * _totalsPerChunk, _totalsPerChunk));
        rule.Run(_pass, _isFloat64[range.Parameter], in _works[range.Parameter], range.Begin, range.End, ref totals);
    }

    private void Prefetch(nint* tensors)
    {
        for (var i = 0; i < rule.FirstScratch; i++) CacheLines.Prefetch(tensors[i]);
    }

    /// <summary>Adds up the memory's sum anew from its slots.</summary>
    public void RefreshSum(ParameterSlot slot)
    {
        var memory = slot.State.memory!;
        var tensors = stackalloc nint[] { Native.Data(memory.Sum.Handle), Native.Data(memory.Slots.Handle) };
        var lengths = stackalloc int[] { memory.Count };
        Totals none = default;
        Lanes.Run<SumOfSlots>(slot.Type == Native.Float64, new Work(tensors, null, lengths, slot.Elements, variant: 0, slots: memory.Precision), 0, slot.Elements, ref none);
    }

    private void Collect(List<ParameterSlot> active)
    {
        if (_slots.Length < active.Count)
        {
            _slots = new ParameterSlot[active.Count];
            _works = new Work[active.Count];
            _isFloat64 = new bool[active.Count];
            _elements = new long[active.Count];
        }

        _count = 0;
        foreach (var slot in active)
        {
            if (slot.Execution != Execution.Cpu) continue;
            (_slots[_count], _isFloat64[_count]) = (slot, slot.Type == Native.Float64);
            _elements[_count++] = slot.Elements;
        }

        _chunks.Rebuild(_elements.AsSpan(0, _count));
    }

    private void PointAtMemory()
    {
        if (!rule.HasMemory) return;
        for (var i = 0; i < _count; i++)
        {
            var (slot, memory) = (_slots[i], _slots[i].State.memory!);
            var bytes = NarrowTypes.Size(memory.Precision, slot.ElementSize);
            slot.Tensors[3 + rule.States.Count] = memory.Chosen < 0 ? 0
                : slot.MemorySlots + (nint)(memory.Chosen * slot.Elements * bytes);
        }
    }

    private void CombineTotals()
    {
        for (var i = 0; i < _count; i++) _slots[i].Totals.Clear();
        for (var chunk = 0; chunk < _chunks.Count; chunk++)
        {
            var target = _slots[_chunks[chunk].Parameter].Totals;
            for (var r = 0; r < rule.Reductions.Count; r++)
            {
                var reduction = rule.Reductions[r];
                if (reduction.Pass != _pass || reduction.Total < 0) continue;
                var part = _totals[chunk * _totalsPerChunk + reduction.Total];
                target[reduction.Total] = reduction.Kind == ReductionKind.MaxAbs ? Math.Max(target[reduction.Total], part) : target[reduction.Total] + part;
            }
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OptimizerDsl.Compiled;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Benchmarks;

/// <summary>
/// A pass that does nothing but move memory, on the threads and vectors of the fused execution: over as many arrays as Adam
/// has, of the sizes of the workload.
/// </summary>
internal sealed unsafe class Bandwidth<TPass> : Contestant, IChunkWork where TPass : struct, IPass
{
    private const int Arrays = 4;

    private readonly TorchTensor[] _arrays;
    private readonly nint[] _addresses;
    private readonly double[] _scalars;
    private readonly ChunkList _chunks = new();
    private readonly int _perItem;

    public Bandwidth(Workload workload, string rule, int arraysPerItem) : base(workload)
    {
        (Rule, _perItem) = (rule, arraysPerItem);
        _arrays = [.. Enumerable.Range(0, Arrays * workload.Tensors).Select(_ => torch.ones(workload.Elements))];
        _addresses = GC.AllocateArray<nint>(_arrays.Length, pinned: true);
        for (var i = 0; i < _arrays.Length; i++)
            _addresses[i] = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(_arrays[i].bytes));
        _scalars = GC.AllocateArray<double>(1, pinned: true);
        _scalars[0] = 0.5;
        _chunks.Rebuild([.. Enumerable.Repeat(workload.Elements, _arrays.Length / arraysPerItem)]);
    }

    public override string Rule { get; }

    public override string Form => "one pass";

    // Every array is read or written; one that is modified in place is both.
    public override double BytesPerElement => _perItem == 1 ? 2 * Arrays * sizeof(float) : Arrays * sizeof(float);

    public override void Step() => WorkerPool.Run(this, _chunks.Count, _chunks.Elements, torch.get_num_threads());

    void IChunkWork.Run(int chunk)
    {
        ref readonly var range = ref _chunks[chunk];
        var tables = (nint*)Unsafe.AsPointer(ref _addresses[range.Parameter * _perItem]);
        var scalars = (double*)Unsafe.AsPointer(ref _scalars[0]);
        Totals none = default;
        Lanes.Run<TPass>(false, new Work(tables, scalars, null, Workload.Elements, 0), range.Begin, range.End, ref none);
    }

    public override void Dispose()
    {
        foreach (var array in _arrays) array.Dispose();
    }
}

/// <summary>Modifies an array in place: x = a x + a.</summary>
internal readonly unsafe struct ReadModifyWrite : IPass
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<V, W>(in Work work, long begin, long end, ref Totals totals)
        where V : struct, ILanes<V, W>
        where W : struct, ILanes<W, W>
    {
        var x = work.Tensors[0];
        var a = V.All(work.Scalars[0]);
        for (var i = begin; i < end; i += V.Count) V.Store(x, i, a * V.Load(x, i) + a);
    }
}

/// <summary>Copies one array to another.</summary>
internal readonly unsafe struct Copy : IPass
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<V, W>(in Work work, long begin, long end, ref Totals totals)
        where V : struct, ILanes<V, W>
        where W : struct, ILanes<W, W>
    {
        var (from, to) = (work.Tensors[0], work.Tensors[1]);
        for (var i = begin; i < end; i += V.Count) V.Store(to, i, V.Load(from, i));
    }
}

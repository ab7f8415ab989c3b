using System.Diagnostics;
using System.Runtime.InteropServices;
using OptimizerDsl.Compiled;
using TorchSharp;
using static OptimizerDsl.Compiled.CudaResult;

namespace OptimizerDsl.GpuTiming;

/// <summary>A GPU, timed by events of its own; a kernel that only passes time keeps it busy while the host fills the queue.</summary>
internal sealed class CudaBenchmarkDevice : IBenchmarkDevice
{
    private const string Source = """
        extern "C" __global__ void pass_time(long long nanoseconds)
        {
            unsigned long long now, begin;
            asm volatile("mov.u64 %0, %globaltimer;" : "=l"(begin));
            do asm volatile("mov.u64 %0, %globaltimer;" : "=l"(now));
            while (now - begin < (unsigned long long)nanoseconds);
        }
        """;

    private readonly CudaGpu _gpu;
    private readonly nint _passTime, _begin, _end;

    // More than the host needs for the steps of a turn if it does not wait; and little enough to be repeated often.
    private readonly long _busyNanoseconds = 60_000_000;

    public CudaBenchmarkDevice(CudaGpu gpu, int index)
    {
        (_gpu, Tensors) = (gpu, torch.device(DeviceType.CUDA, index));
        // Makes torch's context, which is the one that everything below is in.
        using (torch.ones(1, device: Tensors)) torch.cuda.synchronize();
        _passTime = gpu.Function(gpu.Compile("pass_time.cu", Source, []), "pass_time");
        Check(CudaDriver.EventCreate(out _begin, 0));
        Check(CudaDriver.EventCreate(out _end, 0));
    }

    public string Name => _gpu.Name;

    public torch.Device Tensors { get; }

    public Execution Execution => Execution.Cuda;

    public long Free
    {
        get
        {
            Check(CudaDriver.MemGetInfo(out var free, out _));
            return (long)free;
        }
    }

    public double CopyBandwidth(long bytes)
    {
        var (from, to) = (_gpu.Allocate(bytes), _gpu.Allocate(bytes));
        try
        {
            var turns = Enumerable.Range(0, 12)
                .Select(_ => Time(() => Check(CudaDriver.MemcpyDtoDAsync(to, from, (nuint)bytes, _gpu.Stream)))).Skip(2);
            return 2 * bytes / (1e-6 * turns.Select(turn => turn.DeviceMicroseconds).Order().ElementAt(5));
        }
        finally
        {
            _gpu.Free(from);
            _gpu.Free(to);
        }
    }

    public Turn Time(Action work)
    {
        var stream = _gpu.Stream;
        Check(CudaDriver.StreamSynchronize(stream));
        _gpu.Launch(_passTime, 1, 1, MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in _busyNanoseconds)), stream);
        Check(CudaDriver.EventRecord(_begin, stream));
        var clock = Stopwatch.StartNew();
        work();
        var host = clock.Elapsed;
        var begun = CudaDriver.EventQuery(_begin) != CudaDriver.NotReady;
        Check(CudaDriver.EventRecord(_end, stream));
        Check(CudaDriver.EventSynchronize(_end));
        Check(CudaDriver.EventElapsedTime(out var milliseconds, _begin, _end));
        return new(1e3 * milliseconds, host.TotalMicroseconds, begun);
    }
}

using System.Diagnostics;
using TorchSharp;

namespace OptimizerDsl.GpuTiming;

/// <summary>The processor, to rehearse the benchmark where there is no GPU. Its numbers mean nothing.</summary>
internal sealed class ProcessorBenchmarkDevice : IBenchmarkDevice
{
    public string Name => "a rehearsal on the processor: the numbers mean nothing";

    public torch.Device Tensors => torch.CPU;

    public Execution Execution => Execution.Cpu;

    public long Free => 4L << 30;

    public double CopyBandwidth(long bytes)
    {
        using var from = torch.ones(bytes / sizeof(float));
        using var to = torch.empty_like(from);
        return 2 * bytes / (1e-6 * Enumerable.Range(0, 5).Min(_ => Time(() => to.copy_(from)).DeviceMicroseconds));
    }

    public Turn Time(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return new(clock.Elapsed.TotalMicroseconds, clock.Elapsed.TotalMicroseconds, null);
    }
}

using OptimizerDsl.Compiled;

namespace OptimizerDsl.GpuTiming;

/// <summary>The devices that can be timed.</summary>
public static class BenchmarkDevices
{
    /// <summary>The device of that name, as in cuda:0 or cpu; null, and why, where it cannot be used.</summary>
    public static IBenchmarkDevice? Find(string name, out string? obstacle)
    {
        obstacle = null;
        if (name == "cpu") return new ProcessorBenchmarkDevice();
        var index = name == "cuda" ? 0 : name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name[5..], out var number) ? number : -1;
        return CudaGpu.For(index, out obstacle) is { } gpu ? new CudaBenchmarkDevice(gpu, index) : null;
    }
}

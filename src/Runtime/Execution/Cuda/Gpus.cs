using TorchSharp;

namespace OptimizerDsl.Compiled;

/// <summary>The devices on which kernels run.</summary>
internal static class Gpus
{
    /// <summary>The device of a tensor, or why there is none; the tests put a software device here.</summary>
    internal static Func<DeviceType, int, (IGpu? Gpu, string? Obstacle)> Find { get; set; } = static (type, index) =>
        type == DeviceType.CUDA ? (CudaGpu.For(index, out var obstacle), obstacle) : (null, "it is not on a CUDA device");
}

using System.Collections.Concurrent;
using System.Text;

namespace OptimizerDsl.Compiled;

/// <summary>The devices of this process.</summary>
internal sealed unsafe partial class CudaGpu
{
    private static readonly ConcurrentDictionary<int, Lazy<(CudaGpu? Gpu, string? Obstacle)>> s_devices = new();

    /// <summary>The device of that index, as torch counts them; null, and why, where it cannot be used. Does not throw.</summary>
    /// <param name="index">Counts from 0 over the devices that CUDA_VISIBLE_DEVICES lets the process see.</param>
    /// <param name="obstacle">What is missing and what to do, in a sentence or several; null if nothing is.</param>
    public static CudaGpu? For(int index, out string? obstacle)
    {
        var device = s_devices.GetOrAdd(index, static at => new(() => Open(at, KernelCache.OfUser()))).Value;
        obstacle = device.Obstacle;
        return device.Gpu;
    }

    /// <summary>A device of its own, with another cache: for tests.</summary>
    internal static CudaGpu? Open(int index, KernelCache cache, out string? obstacle)
    {
        (var gpu, obstacle) = Open(index, cache);
        return gpu;
    }

    private static (CudaGpu?, string?) Open(int index, KernelCache cache)
    {
        try
        {
            if (CudaLibrary.Driver.Handle == 0) return (null, CudaLibrary.Driver.Obstacle);
            CudaResult.Check(CudaDriver.Init(0));
            CudaResult.Check(CudaDriver.DeviceGetCount(out var count));
            if (index < 0 || index >= count) return (null, $"there is no device cuda:{index}; the driver shows {count}.");

            CudaResult.Check(CudaDriver.DeviceGet(out var device, index));
            CudaResult.Check(CudaDriver.DeviceGetAttribute(out var major, CudaDriver.ComputeCapabilityMajor, device));
            CudaResult.Check(CudaDriver.DeviceGetAttribute(out var minor, CudaDriver.ComputeCapabilityMinor, device));
            var architecture = 10 * major + minor;
            var compiler = KernelCompiler.For(architecture, out var obstacle);
            return compiler is null ? (null, obstacle) : (new(index, device, $"{NameOf(device)} (sm_{architecture})", compiler, cache), null);
        }
        catch (Exception exception) when (exception is CudaException or DllNotFoundException or EntryPointNotFoundException)
        {
            // A function that is not there: the driver or NVRTC is older than CUDA 11.2.
            return (null, exception is EntryPointNotFoundException ? $"{exception.Message} CUDA 11.2 or newer is needed." : exception.Message);
        }
    }

    private static string NameOf(int device)
    {
        var name = stackalloc byte[256];
        CudaResult.Check(CudaDriver.DeviceGetName(name, 256, device));
        var text = new ReadOnlySpan<byte>(name, 256);
        return Encoding.UTF8.GetString(text[..text.IndexOf((byte)0)]);
    }
}

using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests;

/// <summary>A test that has the fake driver to itself.</summary>
[Collection(nameof(FakeGpu))]
[CollectionDefinition(nameof(FakeGpu), DisableParallelization = true)]
public abstract class FakeGpu
{
    /// <summary>A device as new, with the cache in that folder, or without one.</summary>
    private protected static CudaGpu Open(string? cache = null)
    {
        var gpu = CudaGpu.Open(0, new KernelCache(cache), out var obstacle);
        Assert.Null(obstacle);
        FakeCuda.Calls();
        return gpu!;
    }

    private protected static byte[] Read(IGpu gpu, nint address, int bytes)
    {
        var result = new byte[bytes];
        gpu.Download(result, address, 0);
        return result;
    }
}

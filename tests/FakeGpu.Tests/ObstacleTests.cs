using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests;

/// <summary>What is in the way of a GPU is told, not thrown.</summary>
public sealed class ObstacleTests : FakeGpu
{
    public ObstacleTests() => FakeCuda.Reset();

    [SkippableFact]
    public void A_driver_that_does_not_start()
    {
        FakeCuda.Fail("cuInit", 803);
        Assert.Contains("reboot after an update of the driver", Obstacle(0));
    }

    [SkippableFact]
    public void A_machine_without_a_gpu()
    {
        FakeCuda.Fail("cuInit", 100);
        Assert.Contains("nvidia-smi", Obstacle(0));
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_device_that_is_not_there(int index) => Assert.Equal($"there is no device cuda:{index}; the driver shows 1.", Obstacle(index));

    [SkippableFact]
    public void A_gpu_older_than_NVRTC_knows()
    {
        FakeCuda.Set("major", 6);
        FakeCuda.Set("minor", 1);
        var obstacle = Obstacle(0);
        Assert.Contains("NVRTC 12.8", obstacle);
        Assert.Contains("sm_70 and newer, and the GPU is sm_61", obstacle);
    }

    [SkippableFact]
    public void A_context_that_cannot_be_had()
    {
        FakeCuda.Fail("cuDevicePrimaryCtxRetain", 46);
        Assert.Contains("Another program has the GPU for itself", Obstacle(0));
    }

    [SkippableFact]
    public void A_device_is_kept_for_the_process()
    {
        var gpu = CudaGpu.For(0, out var obstacle);
        Assert.Null(obstacle);
        Assert.Same(gpu, CudaGpu.For(0, out _));
    }

    private static string Obstacle(int index)
    {
        Assert.Null(CudaGpu.Open(index, new KernelCache(null), out var obstacle));
        return obstacle!;
    }
}

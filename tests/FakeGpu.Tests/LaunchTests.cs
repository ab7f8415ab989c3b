using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests;

public sealed class LaunchTests : FakeGpu
{
    private const string Source = "extern \"C\" __global__ void step(Argument a) {}";

    public LaunchTests() => FakeCuda.Reset();

    [SkippableFact]
    public void A_device_says_what_it_is()
    {
        var gpu = Open();
        Assert.Equal("Fake GPU (sm_90)", gpu.Name);
        Assert.Equal(4, gpu.Multiprocessors);
        Assert.Equal(0, gpu.Stream);
    }

    [SkippableFact]
    public void A_launch_passes_the_argument_by_value_and_zeros_after_it()
    {
        var gpu = Open();
        var function = gpu.Function(gpu.Compile("a.cu", Source, []), "step");
        FakeCuda.Calls();

        gpu.Launch(function, 7, 256, new byte[CudaGpu.LargestArgument].AsSpan(), 5);
        gpu.Launch(function, 7, 256, [1, 2, 3], 5);

        Assert.Equal("cuLaunchKernel step 7 1 1 256 1 1 0 5", FakeCuda.Calls()[^1]);
        Assert.Equal<byte>([1, 2, 3, 0], FakeCuda.Argument[..4].ToArray());
        Assert.Equal(-1, FakeCuda.Argument[3..].IndexOfAnyExcept((byte)0));
    }

    [SkippableFact]
    public void An_argument_that_is_too_long_is_not_launched()
    {
        var gpu = Open();
        var function = gpu.Function(gpu.Compile("a.cu", Source, []), "step");
        FakeCuda.Calls();
        Assert.Contains("at most 4096", Assert.Throws<ArgumentException>(() => gpu.Launch(function, 1, 32, new byte[4097], 0)).Message);
        Assert.Empty(FakeCuda.Calls());
    }

    [SkippableFact]
    public void Memory_is_zero_before_any_stream_sees_it()
    {
        var gpu = Open();
        var address = gpu.Allocate(5000);
        Assert.Equal(-1, Read(gpu, address, 5000).AsSpan().IndexOfAnyExcept((byte)0));
        Assert.Contains("cuStreamSynchronize 77", FakeCuda.Calls());
        gpu.Free(address);
        Assert.Contains("cuMemFree", FakeCuda.Calls());
    }

    [SkippableFact]
    public void Empty_memory_has_an_address()
    {
        var gpu = Open();
        Assert.NotEqual(0, gpu.Allocate(0));
        gpu.Upload(0, [], 0);
        Assert.DoesNotContain("cuMemcpyHtoDAsync", string.Join('\n', FakeCuda.Calls()));
    }

    [SkippableFact]
    public void The_context_is_as_before_afterwards_also_when_a_call_fails()
    {
        var gpu = Open();
        var address = gpu.Allocate(16);
        FakeCuda.Fail("cuMemAlloc", 2);
        Assert.Throws<CudaException>(() => gpu.Allocate(16));
        gpu.Upload(address, [1], 0);
        Assert.Equal(0, FakeCuda.Contexts);
    }

    [SkippableFact]
    public void A_failure_names_call_reason_and_remedy()
    {
        var gpu = Open();
        FakeCuda.Fail("cuMemAlloc", 2);
        var memory = Assert.Throws<CudaException>(() => gpu.Allocate(1 << 20));
        Assert.Equal(2, memory.Code);
        Assert.StartsWith("cuMemAlloc failed: CUDA_ERROR_OUT_OF_MEMORY (2), out of memory. Free memory of the GPU", memory.Message);
        Assert.EndsWith("1,048,576 bytes on Fake GPU (sm_90).", memory.Message);

        var function = gpu.Function(gpu.Compile("a.cu", Source, []), "step");
        FakeCuda.Fail("cuLaunchKernel", 700);
        var launch = Assert.Throws<CudaException>(() => gpu.Launch(function, 3, 128, [], 0));
        Assert.StartsWith("cuLaunchKernel failed: CUDA_ERROR_ILLEGAL_ADDRESS (700)", launch.Message);
        Assert.Contains("launched earlier", launch.Message);
        Assert.EndsWith("3 blocks of 128 threads on Fake GPU (sm_90).", launch.Message);
    }

    [SkippableFact]
    public void The_driver_that_has_shut_down_has_freed_everything()
    {
        var gpu = Open();
        var address = gpu.Allocate(16);
        FakeCuda.Fail("cuMemFree", CudaDriver.Deinitialized);
        gpu.Free(address);
        FakeCuda.Fail("cuMemFree", 700);
        Assert.Throws<CudaException>(() => gpu.Free(address));
    }

    [SkippableFact]
    public void A_kernel_that_is_not_in_the_module_is_named()
    {
        var gpu = Open();
        var failure = Assert.Throws<CudaException>(() => gpu.Function(gpu.Compile("a.cu", Source, []), "stride"));
        Assert.Contains("The kernel is stride", failure.Message);
    }

    [SkippableFact]
    public void A_step_allocates_no_managed_memory()
    {
        var gpu = Open();
        var function = gpu.Function(gpu.Compile("a.cu", Source, []), "step");
        var address = gpu.Allocate(64);
        Span<byte> bytes = stackalloc byte[64];
        for (var i = 0; i < 200; i++) Step(bytes);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++) Step(bytes);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Step(Span<byte> data)
        {
            gpu.Upload(address, data, 0);
            gpu.Launch(function, 1, 32, data, 0);
            FakeCuda.Run();
        }
    }
}

using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests.Cuda;

public sealed class CudaResultTests
{
    [Fact]
    public void A_message_has_call_name_code_description_and_remedy() =>
        Assert.Equal(
            "cuMemAlloc failed: CUDA_ERROR_OUT_OF_MEMORY (2), out of memory. Free memory of the GPU: smaller batches or models, "
            + "or end other programs (nvidia-smi lists them).\n5 bytes",
            CudaResult.Describe(2, "cuMemAlloc", "CUDA_ERROR_OUT_OF_MEMORY", "out of memory", "5 bytes"));

    [Fact]
    public void What_has_no_remedy_says_nothing_of_one() =>
        Assert.Equal("cuX failed: CUDA_ERROR_Y (12345).", CudaResult.Describe(12345, "cuX", "CUDA_ERROR_Y", ""));

    [Fact]
    public void Success_is_no_failure() => CudaResult.Check(CudaDriver.Success);

    [Theory]
    [InlineData(90, "sm_90")]
    [InlineData(86, "sm_86")]
    [InlineData(89, "compute_86")]
    [InlineData(120, "compute_90")]
    [InlineData(70, null)]
    public void A_kernel_is_compiled_for_the_gpu_or_for_the_newest_before_it(int architecture, string? target) =>
        Assert.Equal(target, KernelCompiler.Target(architecture, [75, 80, 86, 90]));
}

using System.Runtime.CompilerServices;
using TorchSharp;

namespace OptimizerDsl.Tests;

/// <summary>
/// Where the CUDA execution runs in these tests: on the processor, in the place of a GPU, or on the GPU that the environment
/// variable OPTIMIZERDSL_TEST_DEVICE names, as in cuda:0.
/// </summary>
internal static class TestDevice
{
    private static readonly string s_name = Environment.GetEnvironmentVariable("OPTIMIZERDSL_TEST_DEVICE") is { Length: > 0 } name ? name : "cpu";

    /// <summary>Whether it is the processor.</summary>
    public static bool IsProcessor => s_name == "cpu";

    /// <summary>The device of the tensors of a run in that execution.</summary>
    public static torch.Device Of(Execution execution) => execution == Execution.Cuda ? torch.device(s_name) : torch.CPU;

    [ModuleInitializer]
    internal static void Install()
    {
        if (IsProcessor) SoftwareGpu.Install();
    }
}

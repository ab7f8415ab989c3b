using System.Runtime.CompilerServices;

namespace OptimizerDsl.Tests;

/// <summary>The CUDA execution runs on the processor in these tests.</summary>
internal static class SoftwareDevice
{
    [ModuleInitializer]
    internal static void Install() => SoftwareGpu.Install();
}

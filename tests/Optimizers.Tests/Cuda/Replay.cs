using OptimizerDsl.Compiled;
using OptimizerDsl.GpuTiming;

namespace OptimizerDsl.Tests.Cuda;

/// <summary>The launches of a step, to do them again: in a CUDA graph where the tests run on a GPU.</summary>
internal static class Replay
{
    /// <summary>Takes a step; what is returned does what it launched once more.</summary>
    public static Action Of(CompiledOptimizer optimizer)
    {
        if (TestDevice.IsProcessor)
        {
            var launches = SoftwareGpu.Instance.Record(optimizer.step);
            return () => SoftwareGpu.Instance.Replay(launches);
        }

        var graph = CudaGraph.Capture(TestDevice.Of(Execution.Cuda).index, () => optimizer.step());
        // To capture a step is not to take it.
        graph.Launch();
        return graph.Launch;
    }
}

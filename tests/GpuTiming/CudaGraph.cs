using System.Runtime.InteropServices;
using OptimizerDsl.Compiled;
using static OptimizerDsl.Compiled.CudaResult;

namespace OptimizerDsl.GpuTiming;

/// <summary>What was put on a stream, to be done again as a whole.</summary>
/// <remarks>
/// The default stream, which torch uses, cannot be captured. TorchSharp has no others, so torch gets one by the C interface of
/// libtorch for as long as the capture lasts.
/// </remarks>
public sealed unsafe class CudaGraph
{
    private readonly nint _graph, _stream;

    private CudaGraph(nint graph, nint stream) => (_graph, _stream) = (graph, stream);

    /// <summary>Captures what the work puts on torch's stream; nothing of it is done.</summary>
    public static CudaGraph Capture(int device, Action work)
    {
        var gpu = CudaGpu.For(device, out var obstacle) ?? throw new InvalidOperationException(obstacle);
        Check(CudaDriver.StreamSynchronize(gpu.Stream));
        Check(CudaDriver.StreamCreate(out var stream, CudaDriver.NonBlocking));
        nint guard, captured, graph;
        if (((delegate* unmanaged<nint, int, nint*, int>)OfTorch("aoti_torch_create_cuda_stream_guard"))(stream, device, &guard) != 0)
            throw new InvalidOperationException("torch does not take a stream");
        try
        {
            if (gpu.Stream != stream) throw new InvalidOperationException($"torch's stream is {stream}, and the device says {gpu.Stream}");
            const int Global = 0;
            Check(((delegate* unmanaged<nint, int, int>)OfDriver("cuStreamBeginCapture_v2"))(stream, Global), "StreamBeginCapture");
            try
            {
                work();
            }
            finally
            {
                Check(((delegate* unmanaged<nint, nint*, int>)OfDriver("cuStreamEndCapture"))(stream, &captured), "StreamEndCapture");
            }
        }
        finally
        {
            ((delegate* unmanaged<nint, int>)OfTorch("aoti_torch_delete_cuda_stream_guard"))(guard);
        }

        Check(((delegate* unmanaged<nint*, nint, ulong, int>)OfDriver("cuGraphInstantiateWithFlags"))(&graph, captured, 0), "GraphInstantiate");
        return new(graph, stream);
    }

    /// <summary>Does it all, and waits.</summary>
    public void Launch()
    {
        // What came before is on torch's stream.
        Check(CudaDriver.StreamSynchronize(0));
        Check(((delegate* unmanaged<nint, nint, int>)OfDriver("cuGraphLaunch"))(_graph, _stream), "GraphLaunch");
        Check(CudaDriver.StreamSynchronize(_stream));
    }

    private static nint OfDriver(string name) => NativeLibrary.GetExport(CudaLibrary.Driver.Handle, name);

    private static nint OfTorch(string name) => NativeLibrary.GetExport(NativeLibrary.Load("libtorch_cuda.so"), name);
}

namespace OptimizerDsl.Compiled;

/// <summary>
/// Allows this thread calls that allocate or look at events while some thread captures a CUDA graph: a capture in the usual,
/// global mode forbids them to all threads, to guard against mistakes that are not made here.
/// </summary>
internal readonly ref struct RelaxedCapture
{
    private readonly int _before;

    private RelaxedCapture(int before) => _before = before;

    public static RelaxedCapture Enter()
    {
        var mode = CudaDriver.Relaxed;
        CudaResult.Check(CudaDriver.ThreadExchangeStreamCaptureMode(ref mode));
        return new(mode);
    }

    public void Dispose()
    {
        var mode = _before;
        CudaDriver.ThreadExchangeStreamCaptureMode(ref mode);
    }
}

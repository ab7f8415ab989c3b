namespace OptimizerDsl.Compiled;

/// <summary>
/// A device's primary context, the one that torch uses. It is made current around every use, since the calling thread may have
/// another one: torch works with several devices on a thread.
/// </summary>
internal readonly struct CudaContext
{
    private readonly nint _handle;

    public CudaContext(int device) => CudaResult.Check(CudaDriver.DevicePrimaryCtxRetain(out _handle, device));

    /// <summary>Makes the context current until the scope is disposed of.</summary>
    public Scope Enter() => new(_handle);

    internal readonly ref struct Scope
    {
        private readonly bool _pushed;

        internal Scope(nint context)
        {
            CudaResult.Check(CudaDriver.CtxGetCurrent(out var current));
            if (current == context) return;
            CudaResult.Check(CudaDriver.CtxPushCurrent(context));
            _pushed = true;
        }

        public void Dispose()
        {
            // A failure here cannot be helped, and would hide the one that ended the scope.
            if (_pushed) CudaDriver.CtxPopCurrent(out _);
        }
    }
}

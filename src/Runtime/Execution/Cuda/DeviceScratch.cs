namespace OptimizerDsl.Compiled;

/// <summary>Memory of a device that kernels leave numbers in for each other; it grows and is kept.</summary>
internal sealed class DeviceScratch(IGpu gpu) : IDisposable
{
    private long _doubles;

    public nint Address { get; private set; }

    /// <summary>Makes room. What was there is lost when it grows.</summary>
    public void Reserve(long doubles)
    {
        if (doubles <= _doubles && Address != 0) return;
        Dispose();
        _doubles = Math.Max(doubles, 1);
        Address = gpu.Allocate(_doubles * sizeof(double));
    }

    public void Dispose()
    {
        if (Address != 0) gpu.Free(Address);
        Address = 0;
    }
}

using System.Runtime.InteropServices;

namespace OptimizerDsl.Compiled;

/// <summary>Numbers of the state that the parameters of a group, or all of an optimizer, have in common.</summary>
/// <remarks>
/// There is room for all numbers of the rule, by their index, whichever are shared. Where a device keeps them, the host's copy is
/// brought up to date when something asks for it, as with a <see cref="DeviceRecord"/>.
/// </remarks>
internal sealed class SharedNumbers(int count) : IDisposable
{
    private IGpu? _gpu;
    private nint _address;
    private bool _isCurrent, _isKnown = true;

    public double[] Values { get; } = new double[count];

    /// <summary>Where they are on a device, which they move to when first needed there.</summary>
    public nint AddressOn(IGpu gpu)
    {
        if (ReferenceEquals(_gpu, gpu)) return _address;
        Leave();
        Dispose();
        _address = gpu.Allocate(sizeof(double) * Values.Length);
        _gpu = gpu;
        return _address;
    }

    /// <summary>Gives the device what the host knows, unless it knows it, for a step that changes it there.</summary>
    /// <returns>Whether something was copied.</returns>
    public bool Push(nint stream)
    {
        _isKnown = false;
        if (_isCurrent) return false;
        _gpu!.Upload(_address, MemoryMarshal.AsBytes(Values.AsSpan()), stream);
        return _isCurrent = true;
    }

    /// <summary>Takes over what the device knows.</summary>
    public void Pull()
    {
        if (_isKnown) return;
        _isKnown = true;
        _gpu!.Download(MemoryMarshal.AsBytes(Values.AsSpan()), _address, _gpu.Stream);
    }

    /// <summary>Ends the device's turn: from now on the host changes them.</summary>
    public void Leave()
    {
        Pull();
        _isCurrent = false;
    }

    /// <summary>Releases what a device has; what only the device knew is lost.</summary>
    public void Dispose()
    {
        _gpu?.Free(_address);
        (_gpu, _isCurrent, _isKnown) = (null, false, true);
    }
}

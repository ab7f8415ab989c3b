using System.Runtime.InteropServices;

namespace OptimizerDsl.Compiled;

/// <summary>A table of 8-byte words that the host fills and a device reads; copied there only when something in it has changed.</summary>
internal sealed class DeviceTable(IGpu gpu) : IDisposable
{
    private long[] _next = [];
    private long[] _known = [];
    private int _length, _knownLength = -1;
    private long _capacity;

    public nint Address { get; private set; }

    public ReadOnlySpan<long> Words => _next.AsSpan(0, _length);

    /// <summary>Begins to fill the table anew, with so many words.</summary>
    public Span<long> Begin(int length)
    {
        if (_next.Length < length)
        {
            Array.Resize(ref _next, Math.Max(length, 2 * _next.Length));
            Array.Resize(ref _known, _next.Length);
        }

        _length = length;
        return _next.AsSpan(0, length);
    }

    /// <summary>Copies the table to the device if it differs from what is there.</summary>
    /// <returns>How many bytes were copied.</returns>
    public long Upload(nint stream)
    {
        if (_length == _knownLength && Words.SequenceEqual(_known.AsSpan(0, _length))) return 0;
        if (_capacity < _length || Address == 0)
        {
            if (Address != 0) gpu.Free(Address);
            _capacity = Math.Max(_next.Length, 1);
            Address = gpu.Allocate(_capacity * sizeof(long));
        }

        Words.CopyTo(_known);
        _knownLength = _length;
        gpu.Upload(Address, MemoryMarshal.AsBytes(Words), stream);
        return _length * sizeof(long);
    }

    public void Dispose()
    {
        if (Address != 0) gpu.Free(Address);
        Address = 0;
    }
}

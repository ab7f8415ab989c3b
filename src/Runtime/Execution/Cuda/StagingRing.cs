using System.Numerics;

namespace OptimizerDsl.Compiled;

/// <summary>
/// Page-locked memory of the host that data waits in until the device has fetched it. A buffer is used again when the event that
/// follows its copy has passed; if none is free another is made, so that the host never waits.
/// </summary>
/// <remarks>
/// There are as many buffers as copies were under way at a time, and the driver bounds how many launches can be. Called with the
/// context current and one thread at a time.
/// </remarks>
internal sealed unsafe class StagingRing
{
    // To page-lock memory is dear: small buffers are made several at a time, out of one block.
    private const int Smallest = 4096, Block = 65536;

    // On one stream the oldest buffer is free first. More are asked for the sake of several streams; to ask for all takes too long
    // when the device is far behind.
    private const int MostQueries = 4;

    private readonly List<Buffer> _buffers = [];
    private int _next;

    /// <summary>The bytes that have been page-locked.</summary>
    public long Bytes { get; private set; }

    /// <summary>Copies to the device in stream order.</summary>
    public void Upload(nint target, ReadOnlySpan<byte> source, nint stream)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(source.Length, Smallest));
        CudaResult.Check(CudaDriver.StreamIsCapturing(stream, out var capture));
        if (capture != CudaDriver.NotCapturing)
        {
            // A graph copies from the buffer whenever it is replayed: the buffer belongs to it for good, and no event is recorded.
            Copy(Lock(size), target, source, stream);
            return;
        }

        var buffer = Free(size) ?? Grow(size);
        Copy(buffer.Address, target, source, stream);
        CudaResult.Check(CudaDriver.EventRecord(buffer.Copied, stream));
    }

    private static void Copy(nint buffer, nint target, ReadOnlySpan<byte> source, nint stream)
    {
        source.CopyTo(new Span<byte>((void*)buffer, source.Length));
        CudaResult.Check(CudaDriver.MemcpyHtoDAsync(target, buffer, (nuint)source.Length, stream));
    }

    /// <summary>A buffer that the device has done with, the one that was used longest ago first.</summary>
    private Buffer? Free(int size)
    {
        var queries = 0;
        for (var tried = 0; tried < _buffers.Count && queries < MostQueries; tried++)
        {
            if (_next >= _buffers.Count) _next = 0;
            var buffer = _buffers[_next++];
            if (buffer.Size < size) continue;
            queries++;
            var code = CudaDriver.EventQuery(buffer.Copied);
            if (code == CudaDriver.Success) return buffer;
            if (code != CudaDriver.NotReady) throw CudaResult.Failure(code, nameof(CudaDriver.EventQuery));
        }

        return null;
    }

    /// <summary>Makes buffers; the first of them is to be used at once and the others next.</summary>
    private Buffer Grow(int size)
    {
        var bytes = Math.Max(size, Block);
        var address = Lock(bytes);
        for (var offset = bytes - size; offset >= 0; offset -= size)
        {
            CudaResult.Check(CudaDriver.EventCreate(out var copied, CudaDriver.DisableTiming));
            _buffers.Insert(_next, new(address + offset, size, copied));
        }

        return _buffers[_next++];
    }

    private nint Lock(int bytes)
    {
        CudaResult.Check(CudaDriver.MemHostAlloc(out var address, (nuint)bytes, CudaDriver.Portable));
        Bytes += bytes;
        return address;
    }

    /// <param name="Address">Where it is.</param>
    /// <param name="Size">Its bytes, a power of two.</param>
    /// <param name="Copied">The event after the last copy out of it.</param>
    private sealed record Buffer(nint Address, int Size, nint Copied);
}

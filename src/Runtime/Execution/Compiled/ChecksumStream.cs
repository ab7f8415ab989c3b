using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace OptimizerDsl.Compiled;

/// <summary>Computes the CRC-32C of what is read from, or written to, another stream.</summary>
internal sealed class ChecksumStream(Stream inner) : Stream
{
    private readonly byte[] _ahead = new byte[sizeof(uint)];
    private uint _remainder = uint.MaxValue;
    private int _aheadCount;

    /// <summary>Of everything so far.</summary>
    public uint Checksum => ~_remainder;

    public override bool CanRead => inner.CanRead;

    public override bool CanWrite => inner.CanWrite;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = _aheadCount > 0 ? TakeAhead(buffer) : inner.Read(buffer);
        Add(buffer[..count]);
        return count;
    }

    /// <summary>Whether the checksum of everything so far comes next. It is still there to be read then.</summary>
    public bool IsAtChecksum()
    {
        _aheadCount += inner.ReadAtLeast(_ahead.AsSpan(_aheadCount), _ahead.Length - _aheadCount, throwOnEndOfStream: false);
        return _aheadCount == _ahead.Length && BinaryPrimitives.ReadUInt32LittleEndian(_ahead) == Checksum;
    }

    private int TakeAhead(Span<byte> buffer)
    {
        var count = Math.Min(_aheadCount, buffer.Length);
        _ahead.AsSpan(0, count).CopyTo(buffer);
        _ahead.AsSpan(count, _aheadCount - count).CopyTo(_ahead);
        _aheadCount -= count;
        return count;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        Add(buffer);
    }

    // A BinaryWriter flushes whenever its stream is asked for; that of the other stream still does, once.
    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Add(ReadOnlySpan<byte> bytes)
    {
        var remainder = _remainder;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) remainder = BitOperations.Crc32C(remainder, word);
        foreach (var single in bytes[(words.Length * sizeof(ulong))..]) remainder = BitOperations.Crc32C(remainder, single);
        _remainder = remainder;
    }
}

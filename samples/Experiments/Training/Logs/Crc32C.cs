using System.Numerics;
using System.Runtime.InteropServices;

namespace Experiments;

/// <summary>The checksum CRC-32C (Castagnoli), piece by piece.</summary>
internal struct Crc32C
{
    private uint _complement;

    /// <summary>Of all pieces so far.</summary>
    public readonly uint Value => _complement;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var sum = new Crc32C();
        sum.Add(bytes);
        return sum.Value;
    }

    /// <summary>Of the first bytes of a stream, which is left behind them.</summary>
    public static uint Of(Stream stream, long length)
    {
        var sum = new Crc32C();
        var buffer = new byte[1 << 16];
        stream.Position = 0;
        while (stream.Position < length)
        {
            var count = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, length - stream.Position));
            if (count == 0) throw new EndOfStreamException();
            sum.Add(buffer.AsSpan(0, count));
        }

        return sum.Value;
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var remainder = ~_complement;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        // Little-endian, as all that .NET runs on: the first byte of a word is its lowest.
        foreach (var word in words) remainder = BitOperations.Crc32C(remainder, word);
        foreach (var single in bytes[(words.Length * sizeof(ulong))..]) remainder = BitOperations.Crc32C(remainder, single);
        _complement = ~remainder;
    }
}

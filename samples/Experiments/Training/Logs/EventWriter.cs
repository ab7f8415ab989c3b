using System.Buffers.Binary;
using Google.Protobuf;
using Tensorboard;

namespace Experiments;

/// <summary>
/// Writes scalars as TensorBoard reads them: TorchSharp's messages Event, in the records of TFRecord files (the length, the data,
/// and a masked CRC-32C of each).
/// </summary>
internal sealed class EventWriter
{
    /// <summary>The name of a file by which TensorBoard finds it: one per folder.</summary>
    public const string FileName = "events.out.tfevents.1";

    private readonly Stream _stream;
    private readonly DateTimeOffset _started;

    /// <param name="stream">What is written to, from the beginning of the file on.</param>
    /// <param name="started">When the run began: events are dated by how long after they came.</param>
    public EventWriter(Stream stream, DateTimeOffset started)
    {
        (_stream, _started) = (stream, started);
        Write(new() { WallTime = Time(0), FileVersion = "brain.Event:2" });
    }

    /// <summary>Adds some values of one step.</summary>
    public void Add(long step, double seconds, params ReadOnlySpan<(string tag, double value)> values)
    {
        var summary = new Summary();
        foreach (var (tag, value) in values) summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)value });
        Write(new() { WallTime = Time(seconds), Step = step, Summary = summary });
    }

    private double Time(double seconds) => _started.ToUnixTimeMilliseconds() / 1000.0 + seconds;

    private void Write(Event message)
    {
        var data = message.ToByteArray();
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)data.Length);
        Checked(length);
        Checked(data);
    }

    /// <summary>
    /// Writes bytes and their checksum: rotated and offset, since what holds a checksum of itself is a poor thing to sum.
    /// </summary>
    private void Checked(ReadOnlySpan<byte> bytes)
    {
        Span<byte> sum = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(sum, unchecked(uint.RotateRight(Crc32C.Of(bytes), 15) + 0xa282ead8));
        _stream.Write(bytes);
        _stream.Write(sum);
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Experiments;

/// <summary>
/// Scalars in the format that TensorBoard reads: records of TFRecord files (the length, the data, and a masked CRC-32C of each), the
/// data being messages Event of TensorFlow's event.proto.
/// </summary>
internal sealed class EventFile : IDisposable
{
    /// <summary>The name by which TensorBoard finds it: one per folder.</summary>
    public const string Name = "events.out.tfevents.1";

    private readonly FileStream _stream;
    private readonly DateTimeOffset _started;

    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="started">When the run began: events are dated by how long after they came.</param>
    public EventFile(string path, DateTimeOffset started)
    {
        (_stream, _started) = (File.Create(path), started);
        Write(new Message().Double(1, Time(0)).Text(3, "brain.Event:2"));
    }

    /// <summary>Adds some values of one step.</summary>
    public void Add(long step, double seconds, params ReadOnlySpan<(string tag, double value)> values)
    {
        var summary = new Message();
        foreach (var (tag, value) in values) summary.Part(1, new Message().Text(1, tag).Float(2, (float)value));
        Write(new Message().Double(1, Time(seconds)).Integer(2, step).Part(5, summary));
    }

    public void Flush() => _stream.Flush();

    public void Dispose() => _stream.Dispose();

    /// <summary>The checksum of a record: rotated and offset, since what holds a checksum of itself is a poor thing to sum.</summary>
    public static uint Masked(ReadOnlySpan<byte> bytes) => unchecked(uint.RotateRight(Crc32C.Of(bytes), 15) + 0xa282ead8);

    private double Time(double seconds) => _started.ToUnixTimeMilliseconds() / 1000.0 + seconds;

    private void Write(Message message)
    {
        var data = message.Bytes;
        Span<byte> length = stackalloc byte[sizeof(ulong)], sum = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)data.Length);
        _stream.Write(length);
        BinaryPrimitives.WriteUInt32LittleEndian(sum, Masked(length));
        _stream.Write(sum);
        _stream.Write(data);
        BinaryPrimitives.WriteUInt32LittleEndian(sum, Masked(data));
        _stream.Write(sum);
    }

    /// <summary>A message in the wire format of Protocol Buffers: fields by number, each after a tag with its wire type.</summary>
    private sealed class Message
    {
        private readonly MemoryStream _bytes = new();

        public ReadOnlySpan<byte> Bytes => _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);

        public Message Integer(int field, long value) => Number((ulong)field << 3).Number((ulong)value);

        public Message Double(int field, double value)
        {
            Span<byte> bytes = stackalloc byte[sizeof(double)];
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
            return Raw(Number((ulong)field << 3 | 1), bytes);
        }

        public Message Float(int field, float value)
        {
            Span<byte> bytes = stackalloc byte[sizeof(float)];
            BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
            return Raw(Number((ulong)field << 3 | 5), bytes);
        }

        public Message Text(int field, string value) => Counted(field, Encoding.UTF8.GetBytes(value));

        public Message Part(int field, Message value) => Counted(field, value.Bytes);

        private Message Counted(int field, ReadOnlySpan<byte> bytes) => Raw(Number((ulong)field << 3 | 2).Number((ulong)bytes.Length), bytes);

        private static Message Raw(Message message, ReadOnlySpan<byte> bytes)
        {
            message._bytes.Write(bytes);
            return message;
        }

        /// <summary>A number in groups of seven bits, the lowest first; all but the last have the top bit set.</summary>
        private Message Number(ulong value)
        {
            for (; value > 0x7f; value >>= 7) _bytes.WriteByte((byte)(value | 0x80));
            _bytes.WriteByte((byte)value);
            return this;
        }
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Experiments.Tests.Training;

/// <summary>An event of a file for TensorBoard.</summary>
internal sealed record LoggedEvent(double Time, long Step, string? Version, List<(string tag, float value)> Values)
{
    /// <summary>Reads an event file as its specification has it: every checksum bit by bit, every field by its number.</summary>
    public static List<LoggedEvent> Read(string file)
    {
        List<LoggedEvent> events = [];
        ReadOnlySpan<byte> left = File.ReadAllBytes(file);
        while (left.Length > 0)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(left);
            Assert.Equal(Masked(left[..8]), BinaryPrimitives.ReadUInt32LittleEndian(left[8..]));
            var data = left.Slice(12, length);
            Assert.Equal(Masked(data), BinaryPrimitives.ReadUInt32LittleEndian(left[(12 + length)..]));
            var fields = Fields(data);
            var values = fields.Where(field => field.number == 5).SelectMany(field => Fields(field.bytes))
                .Select(value => Fields(value.bytes)).Select(value => (Text(value.Find(field => field.number == 1).bytes),
                    BinaryPrimitives.ReadSingleLittleEndian(value.Find(field => field.number == 2).bytes))).ToList();
            events.Add(new(
                BinaryPrimitives.ReadDoubleLittleEndian(fields.Find(field => field.number == 1).bytes),
                fields.Find(field => field.number == 2).value,
                fields.Find(field => field.number == 3).bytes is { } version ? Text(version) : null, values));
            left = left[(16 + length)..];
        }

        return events;
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static List<(int number, long value, byte[] bytes)> Fields(ReadOnlySpan<byte> data)
    {
        List<(int, long, byte[])> fields = [];
        while (data.Length > 0)
        {
            var tag = Number(ref data);
            var value = (tag & 7) == 0 ? Number(ref data) : 0;
            var size = (tag & 7) switch { 0 => 0, 1 => 8, 5 => 4, _ => (int)Number(ref data) };
            fields.Add(((int)(tag >> 3), value, data[..size].ToArray()));
            data = data[size..];
        }

        return fields;

        static long Number(ref ReadOnlySpan<byte> data)
        {
            long value = 0;
            for (var shift = 0; ; shift += 7)
            {
                var next = data[0];
                data = data[1..];
                value |= (long)(next & 0x7f) << shift;
                if (next < 0x80) return value;
            }
        }
    }

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++) sum = (sum & 1) == 0 ? sum >> 1 : sum >> 1 ^ 0x82f63b78;
        }

        return unchecked(((~sum >> 15) | (~sum << 17)) + 0xa282ead8);
    }
}

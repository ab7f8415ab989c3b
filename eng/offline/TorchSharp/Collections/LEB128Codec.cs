namespace TorchSharp.Utils;

/// <summary>Counts in files: seven bits to a byte, lowest first, the top bit set on all but the last.</summary>
internal static class LEB128Codec
{
    public static void Encode(this BinaryWriter writer, long value)
    {
        if (value < 0)
            throw new NotImplementedException("LEB128 encoding of negative numbers");
        for (; value > 0x7f; value >>= 7)
            writer.Write((byte)(value | 0x80));
        writer.Write((byte)value);
    }

    public static long Decode(this BinaryReader reader)
    {
        long value = 0;
        for (int shift = 0; ; shift += 7)
        {
            long next = reader.ReadByte();
            value |= (next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }
}

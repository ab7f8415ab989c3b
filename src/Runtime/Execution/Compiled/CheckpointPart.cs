using System.Text;

namespace OptimizerDsl.Compiled;

/// <summary>
/// A part of a checkpoint, the options of a group or the state of a parameter: a mark with the version of the format, the content,
/// and the CRC-32C of both.
/// </summary>
/// <remarks>
/// Version 1 was the content alone. It began with a step counter or a learning rate, of which the mark is neither: as an integer
/// it is negative, as a double it is NaN. Version 2 had neither the slot of a critical memory that was found smallest last, nor the
/// hyperparameters that have come since, and version 3 no names of parameters.
/// </remarks>
internal static class CheckpointPart
{
    public const int Version = 4, SinceNames = 4;

    private const long Mark = unchecked((long)0xFFF8_4453_4C43_5000), VersionBits = 0xFF;

    public static void Write(BinaryWriter writer, Action<BinaryWriter> content)
    {
        using var stream = new ChecksumStream(writer.BaseStream);
        using var part = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        part.Write(Mark | Version);
        content(part);
        part.Flush();
        writer.Write(stream.Checksum);
    }

    /// <summary>Reads a part of any version.</summary>
    /// <param name="reader">Where the part begins.</param>
    /// <param name="content">Reads the content, of which it is given the first eight bytes.</param>
    /// <exception cref="InvalidDataException">The checksum does not fit, or the version is not known.</exception>
    public static void Read(BinaryReader reader, Action<CheckpointReader, long> content)
    {
        using var stream = new ChecksumStream(reader.BaseStream);
        using var part = new CheckpointReader(stream);
        var first = part.ReadInt64();
        if ((first & ~VersionBits) != Mark)
        {
            content(part, first);
            return;
        }

        var version = first & VersionBits;
        if (version > Version)
            throw new InvalidDataException($"The checkpoint has version {version} of the format, but this program knows only those up to {Version} (load it with the version of OptimizerDsl that saved it, or a later one).");
        if (version < 2)
            throw new InvalidDataException("The checkpoint has a version of the format that never was; it is damaged.");
        part.Version = (int)version;
        content(part, part.ReadInt64());
        var checksum = stream.Checksum;
        if (part.ReadUInt32() != checksum)
            throw new InvalidDataException("The checkpoint's checksum does not fit its content; it is damaged.");
    }
}

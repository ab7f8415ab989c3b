using System.ComponentModel;
using System.Text;
using static TorchSharp.torch;

namespace OptimizerDsl.Compiled;

/// <summary>Reading and writing the parts of a checkpoint, with errors that name the part.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Checkpoint
{
    /// <summary>Ends every state: a stream that lacks it was cut off or belongs to another optimizer.</summary>
    internal const int EndMark = 0x4C534444;

    /// <summary>Before the end: a parameter that was saved in evaluation follows, as training goes on from it.</summary>
    internal const int HeldMark = 0x444C4548;

    private const int LongestName = 1 << 16;

    /// <summary>Writes a name that <see cref="Expect"/> checks.</summary>
    public static void Name(BinaryWriter writer, string name) => writer.Write(name);

    /// <summary>Reads a name and checks it.</summary>
    /// <exception cref="InvalidDataException">The stream has another name here.</exception>
    public static void Expect(BinaryReader reader, string name)
    {
        if (reader is CheckpointReader { IsAtEnd: true }) throw new MissingFromCheckpointException(name);
        var found = ReadName(reader);
        if (found != name)
            throw new InvalidDataException($"The checkpoint has '{Printable(found)}' where this optimizer has '{name}'; it was saved by another optimizer or version.");
    }

    /// <summary>Reads what <see cref="Name"/> wrote; a length that no name has does not reach for memory.</summary>
    internal static string ReadName(BinaryReader reader)
    {
        var length = reader.Read7BitEncodedInt();
        if (length is < 0 or > LongestName) throw new InvalidDataException($"The checkpoint has a name of {length} bytes; it is damaged.");
        var bytes = reader.ReadBytes(length);
        return bytes.Length == length ? Encoding.UTF8.GetString(bytes) : throw new EndOfStreamException();
    }

    /// <summary>Writes a hyperparameter after its name.</summary>
    public static void Write(BinaryWriter writer, string name, double value)
    {
        Name(writer, name);
        writer.Write(value);
    }

    /// <inheritdoc cref="Write(BinaryWriter, string, double)"/>
    public static void Write(BinaryWriter writer, string name, int value)
    {
        Name(writer, name);
        writer.Write(value);
    }

    /// <inheritdoc cref="Write(BinaryWriter, string, double)"/>
    public static void Write(BinaryWriter writer, string name, bool value)
    {
        Name(writer, name);
        writer.Write(value);
    }

    /// <inheritdoc cref="Write(BinaryWriter, string, double)"/>
    public static void Write(BinaryWriter writer, string name, Coefficients value)
    {
        Name(writer, name);
        writer.Write(value.Count);
        foreach (var entry in value) writer.Write(entry);
    }

    /// <inheritdoc cref="Write(BinaryWriter, string, double)"/>
    public static void Write(BinaryWriter writer, string name, ScalarType? value)
    {
        Name(writer, name);
        writer.Write(value is { } type ? (int)type : -1);
    }

    /// <summary>Reads a hyperparameter that must have this name.</summary>
    /// <exception cref="InvalidDataException">The stream has another name here.</exception>
    public static double ReadDouble(BinaryReader reader, string name)
    {
        Expect(reader, name);
        return reader.ReadDouble();
    }

    /// <summary>Reads a hyperparameter that must have this name, unless the checkpoint is of a version that did not have it yet.</summary>
    /// <param name="reader">What reads the part.</param>
    /// <param name="name">The name.</param>
    /// <param name="since">The first version that has it.</param>
    /// <param name="before">What optimizers did before.</param>
    /// <exception cref="InvalidDataException">The stream has another name here.</exception>
    public static double ReadDouble(BinaryReader reader, string name, int since, double before) =>
        reader is CheckpointReader part && part.Version < since ? before : ReadDouble(reader, name);

    /// <inheritdoc cref="ReadDouble(BinaryReader, string, int, double)"/>
    public static ScalarType? ReadElementType(BinaryReader reader, string name, int since)
    {
        if (reader is CheckpointReader part && part.Version < since) return null;
        Expect(reader, name);
        return reader.ReadInt32() is >= 0 and var type ? (ScalarType)type : null;
    }

    /// <inheritdoc cref="ReadDouble(BinaryReader, string)"/>
    public static int ReadInteger(BinaryReader reader, string name)
    {
        Expect(reader, name);
        return reader.ReadInt32();
    }

    /// <inheritdoc cref="ReadDouble(BinaryReader, string)"/>
    public static bool ReadBoolean(BinaryReader reader, string name)
    {
        Expect(reader, name);
        return reader.ReadBoolean();
    }

    /// <inheritdoc cref="ReadDouble(BinaryReader, string)"/>
    public static Coefficients ReadCoefficients(BinaryReader reader, string name)
    {
        Expect(reader, name);
        var count = reader.ReadInt32();
        if (count is < 1 or > 1 << 20)
            throw new InvalidDataException($"The checkpoint claims {count} entries for '{name}'; it is damaged.");
        var values = new double[count];
        for (var k = 0; k < count; k++) values[k] = reader.ReadDouble();
        return values;
    }

    /// <summary>Reads one part; a stream that ends too early or holds nonsense becomes an error that names the part.</summary>
    internal static void Read(string part, Action read) => Read(() => part, read);

    /// <inheritdoc cref="Read(string, Action)"/>
    internal static void Read(Func<string> part, Action read)
    {
        try
        {
            read();
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException($"The checkpoint ends in the middle of {part()}; it is truncated. Nothing was loaded.", e);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or OutOfMemoryException)
        {
            throw new InvalidDataException($"The checkpoint does not fit {part()}: {e.Message} Nothing was loaded.", e);
        }
    }

    internal static string Printable(string text)
    {
        var shortened = text.Length > 40 ? text[..40] + "…" : text;
        return string.Concat(shortened.Select(c => char.IsControl(c) ? '?' : c));
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using Quickstart;

namespace Experiments;

/// <summary>The folder of a data set, which reads its files and words what is wrong with them.</summary>
/// <param name="path">The folder that --data names.</param>
/// <param name="expected">What it should have, and where that is described: the task's <see cref="TrainingTask.DataFormat"/>.</param>
internal sealed class DataFolder(string path, string expected)
{
    /// <summary>All bytes of a file, which may be gzip-compressed, with .gz after its name or without.</summary>
    /// <exception cref="BadInputException">It is missing or cannot be read.</exception>
    public byte[] Read(string name)
    {
        try
        {
            var bytes = File.ReadAllBytes(Find(name));
            return bytes is [0x1F, 0x8B, ..] ? Unpacked(bytes) : bytes;
        }
        catch (InvalidDataException)
        {
            throw Damaged(name, "is not a whole gzip file");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Damaged(name, $"cannot be read ({failure.Message.TrimEnd('.')})");
        }
    }

    /// <summary>The names of the folders in one of its folders, in ordinal order.</summary>
    /// <exception cref="BadInputException">It is missing.</exception>
    public IReadOnlyList<string> Folders(string name) => Names(name, Directory.EnumerateDirectories);

    /// <summary>The names of the files in one of its folders, in ordinal order.</summary>
    /// <exception cref="BadInputException">It is missing.</exception>
    public IReadOnlyList<string> Files(string name) => Names(name, Directory.EnumerateFiles);

    public string PathOf(string name) => Path.Combine(path, name);

    /// <summary>What to throw for a file that is there and is not what it should be.</summary>
    /// <param name="name">The file.</param>
    /// <param name="defect">What is wrong, as the rest of a sentence: "has 7 bytes, not 16".</param>
    public BadInputException Damaged(string name, string defect) =>
        new($"--data: '{PathOf(name)}' {defect}; expected: {expected}");

    private string Find(string name)
    {
        var file = PathOf(name);
        return File.Exists(file) ? file : File.Exists(file + ".gz") ? file + ".gz" : throw Missing($"file '{name}'");
    }

    private IReadOnlyList<string> Names(string name, Func<string, IEnumerable<string>> enumerate) => Directory.Exists(PathOf(name))
        ? [.. enumerate(PathOf(name)).Select(Path.GetFileName).Order(StringComparer.Ordinal)!]
        : throw Missing($"folder '{name}'");

    private BadInputException Missing(string what) => new(Directory.Exists(path)
        ? $"--data: there is no {what} in '{path}'; expected: {expected}"
        : $"--data: there is no folder '{path}'; expected in it: {expected}");

    private static byte[] Unpacked(byte[] packed)
    {
        using var stream = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        stream.CopyTo(unpacked);
        // A file that was cut off unpacks to a part without an error: its last bytes are then not the length.
        return packed.Length > 4 && BinaryPrimitives.ReadUInt32LittleEndian(packed.AsSpan(packed.Length - 4)) == (uint)unpacked.Length
            ? unpacked.ToArray()
            : throw new InvalidDataException();
    }
}

using System.Buffers.Binary;

namespace Experiments;

/// <summary>The format of MNIST's images: a magic number, three dimensions, and the pixels, all numbers with their highest byte first.</summary>
internal static class IdxFile
{
    private const int HeaderLength = 16;

    /// <summary>Unsigned bytes in three dimensions.</summary>
    private const int Magic = 0x0803;

    /// <summary>The images of a file.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="name">The file.</param>
    /// <param name="size">The height and width that the images must have.</param>
    /// <exception cref="Quickstart.BadInputException">It is missing, or is not such a file.</exception>
    public static Images Read(DataFolder folder, string name, int size)
    {
        var bytes = folder.Read(name);
        if (bytes.Length < HeaderLength) throw folder.Damaged(name, $"has {bytes.Length} bytes, less than the header of an idx file");
        if (Number(0) is not Magic and var magic) throw folder.Damaged(name, $"begins with {magic:x8}, not with {Magic:x8} as an idx file of images");
        var (count, height, width) = (Number(4), Number(8), Number(12));
        if ((height, width) != (size, size)) throw folder.Damaged(name, $"has images of {height} x {width} pixels, not {size} x {size}");
        if (count < ImageSets.Fewest) throw folder.Damaged(name, $"has {count} images, too few");
        var length = HeaderLength + (long)count * size * size;
        if (bytes.Length != length) throw folder.Damaged(name, $"has {bytes.Length:N0} bytes, not the {length:N0} of {count:N0} images");
        return new(bytes.AsMemory(HeaderLength), Labels: default, Channels: 1, size);

        int Number(int at) => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
    }

    /// <summary>Writes images of one channel.</summary>
    public static void Write(string file, Images images)
    {
        var header = new byte[HeaderLength];
        int[] numbers = [Magic, images.Count, images.Size, images.Size];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 * i), numbers[i]);
        using var stream = File.Create(file);
        stream.Write(header);
        stream.Write(images.Pixels.Span);
    }
}

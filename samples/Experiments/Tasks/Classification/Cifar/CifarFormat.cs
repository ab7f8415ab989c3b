namespace Experiments;

/// <summary>The binary version of CIFAR: records of the labels and the pixels of an image, red, green, blue, one after the other.</summary>
/// <param name="Classes">How many classes there are.</param>
/// <param name="LabelBytes">The bytes before the pixels; the last of them is the label.</param>
/// <param name="CoarseClasses">What a label in front of the last may be below.</param>
/// <param name="TrainingFiles">The files to train with.</param>
/// <param name="TestFile">The file to test with.</param>
internal sealed record CifarFormat(int Classes, int LabelBytes, int CoarseClasses, IReadOnlyList<string> TrainingFiles, string TestFile)
{
    /// <summary>The height and width of the images.</summary>
    public const int Size = 32;

    private const int Channels = 3;
    private const int Pixels = Channels * Size * Size;

    public static CifarFormat Cifar10 { get; } =
        new(10, 1, 0, [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")], "test_batch.bin");

    /// <summary>Twenty coarse classes of five each, whose label comes first.</summary>
    public static CifarFormat Cifar100 { get; } = new(100, 2, 20, ["train.bin"], "test.bin");

    private int Record => LabelBytes + Pixels;

    /// <summary>The images of some files, in their order.</summary>
    /// <exception cref="Quickstart.BadInputException">One is missing or is not such a file.</exception>
    public Images Read(DataFolder folder, params IReadOnlyList<string> names)
    {
        var files = names.Select(name => Checked(folder, name)).ToList();
        var count = files.Sum(file => file.Length / Record);
        var (pixels, labels, at) = (new byte[count * Pixels], new byte[count], 0);
        foreach (var record in files.SelectMany(file => file.Chunk(Record)))
        {
            labels[at] = record[LabelBytes - 1];
            record.AsSpan(LabelBytes).CopyTo(pixels.AsSpan(at++ * Pixels));
        }

        return new(pixels, labels, Channels, Size);
    }

    /// <summary>Writes images, the coarse label of a class being its part of all classes.</summary>
    public void Write(string file, Images images)
    {
        using var stream = File.Create(file);
        for (var i = 0; i < images.Count; i++)
        {
            var label = images.Labels.Span[i];
            if (CoarseClasses > 0) stream.WriteByte((byte)(label * CoarseClasses / Classes));
            stream.WriteByte(label);
            stream.Write(images[i]);
        }
    }

    private byte[] Checked(DataFolder folder, string name)
    {
        var bytes = folder.Read(name);
        if (bytes.Length == 0 || bytes.Length % Record != 0)
            throw folder.Damaged(name, $"has {bytes.Length:N0} bytes, not a number of images of {Record:N0} bytes each");
        for (var at = 0; at < bytes.Length; at += Record)
        {
            if (bytes[at + LabelBytes - 1] >= Classes) throw Label(at + LabelBytes - 1, Classes);
            if (CoarseClasses > 0 && bytes[at] >= CoarseClasses) throw Label(at, CoarseClasses);
        }

        return bytes;

        Exception Label(int at, int below) =>
            folder.Damaged(name, $"has the label {bytes[at]} in image {at / Record + 1:N0}, where those from 0 to {below - 1} are allowed");
    }
}

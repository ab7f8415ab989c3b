namespace Experiments.Tests.Tasks;

public sealed class CifarFormatTests
{
    private const int Pixels = 3 * 32 * 32;

    [Theory]
    [InlineData("cifar10", "data_batch_2.bin", null)]
    [InlineData("cifar10", "data_batch_2.bin", ".gz")]
    [InlineData("cifar100", "train.bin", null)]
    [InlineData("cifar100", "train.bin", ".gz")]
    public void What_is_written_is_read_and_the_last_tenth_validates(string name, string packed, string? packedAs)
    {
        var task = (CifarTask)TrainingTask.All.Single(task => task.Name == name);
        using var folder = new DataSetFolder(task, seed: 7);
        if (packedAs is not null) folder.Pack(packed, packedAs);
        using var data = (ImageSets)folder.Open();

        var random = Draws.At(7);
        var written = name == "cifar10"
            ? Enumerable.Range(0, 5).Select(_ => SyntheticPatterns.Draw(64, 10, 32, random)).ToArray()
            : [SyntheticPatterns.Draw(1600, 100, 32, random)];
        Images[] read = [data.Training, data.Of(Subset.Validation)];
        Assert.Equal([.. written.SelectMany(images => images.Pixels.ToArray())], read.SelectMany(images => images.Pixels.ToArray()).ToArray());
        Assert.Equal([.. written.SelectMany(images => images.Labels.ToArray())], read.SelectMany(images => images.Labels.ToArray()).ToArray());
        Assert.Equal(read.Sum(images => images.Count) / 10, data.Of(Subset.Validation).Count);
        Assert.Equal(read.Sum(images => images.Count) / 4, data.Of(Subset.Test).Count);
    }

    [Fact]
    public void The_fine_label_is_the_one_behind_the_coarse()
    {
        using var folder = new DataSetFolder(CifarTask.Cifar100);
        folder.Change("train.bin", _ => [3, 42, .. Enumerable.Repeat((byte)9, Pixels), 19, 99, .. Enumerable.Range(0, Pixels).Select(i => (byte)i)]);
        var images = CifarFormat.Cifar100.Read(new(folder.Path, "two images"), "train.bin");
        Assert.Equal([42, 99], images.Labels.ToArray());
        Assert.Equal(Enumerable.Range(0, Pixels).Select(i => (byte)i), images[1].ToArray());
    }

    [Theory]
    [InlineData("cifar10", "test_batch.bin", "gone", "there is no file 'test_batch.bin' in ")]
    [InlineData("cifar10", "data_batch_5.bin", "gone", "there is no file 'data_batch_5.bin' in ")]
    [InlineData("cifar10", "data_batch_3.bin", "empty", "has 0 bytes, not a number of images of 3,073 bytes each")]
    [InlineData("cifar10", "data_batch_3.bin", "short", "has 196,671 bytes, not a number of images of 3,073 bytes each")]
    [InlineData("cifar10", "data_batch_1.bin", "label", "has the label 10 in image 2, where those from 0 to 9 are allowed")]
    [InlineData("cifar10", "data_batch_1.bin", "packed", "is not a whole gzip file")]
    [InlineData("cifar100", "train.bin", "short", "has 4,918,399 bytes, not a number of images of 3,074 bytes each")]
    [InlineData("cifar100", "train.bin", "label", "has the label 100 in image 2, where those from 0 to 99 are allowed")]
    [InlineData("cifar100", "test.bin", "coarse", "has the label 20 in image 2, where those from 0 to 19 are allowed")]
    public void Damage_is_told_with_what_is_expected(string name, string file, string kind, string message)
    {
        using var folder = new DataSetFolder(TrainingTask.All.Single(task => task.Name == name));
        if (kind == "gone") File.Delete(folder[file]);
        else folder.Change(file, bytes => Damaged(bytes, kind, name == "cifar10" ? 1 : 2));
        var refusal = folder.Refusal();
        Assert.Contains(message, refusal);
        Assert.Contains(file, refusal);
    }

    private static byte[] Damaged(byte[] bytes, string kind, int labels)
    {
        switch (kind)
        {
            case "empty": return [];
            case "short": return bytes[..^1];
            case "packed": return [0x1F, 0x8B, .. bytes[2..]];
            case "label": bytes[Pixels + 2 * labels - 1] = (byte)(labels == 1 ? 10 : 100); return bytes;
            case "coarse": bytes[Pixels + labels] = 20; return bytes;
            default: throw new ArgumentOutOfRangeException(nameof(kind));
        }
    }
}

namespace Experiments.Tests.Tasks;

public sealed class IdxFileTests : IDisposable
{
    private readonly AutoencoderTask _task = new();
    private readonly DataSetFolder _folder;

    public IdxFileTests() => _folder = new(_task);

    [Theory]
    [InlineData(null)]
    [InlineData(".gz")]
    [InlineData("")] // compressed under the plain name, as some browsers leave it
    public void What_is_written_is_read_and_the_last_tenth_validates(string? packedAs)
    {
        if (packedAs is not null) _folder.Pack(AutoencoderTask.TrainingFile, packedAs);
        using var data = (ImageSets)_folder.Open();
        var written = SyntheticDigits.Draw(1000, 28, Draws.At(1));
        Assert.Equal("900 images to train with, 100 to validate, 200 to test", data.Description);
        Assert.Equal(written.Pixels.Span, [.. data.Training.Pixels.Span, .. data.Of(Subset.Validation).Pixels.Span]);
        Assert.Equal(200, data.Of(Subset.Test).Count);
        Assert.Equal(written[950].ToArray(), data.Of(Subset.Validation)[50].ToArray());
    }

    [Fact]
    public void Numbers_have_their_highest_byte_first()
    {
        File.WriteAllBytes(_folder["two"], [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 255]);
        var images = IdxFile.Read(new(_folder.Path, "two images"), "two", size: 2);
        Assert.Equal((2, 1, 2), (images.Count, images.Channels, images.Size));
        Assert.Equal([5, 6, 7, 255], images[1].ToArray());
    }

    public static TheoryData<string, string> Damages => new()
    {
        { "gone", "there is no file 'train-images-idx3-ubyte' in " },
        { "header", "has 7 bytes, less than the header of an idx file" },
        { "magic", "begins with 00000801, not with 00000803 as an idx file of images" },
        { "size", "has images of 28 x 32 pixels, not 28 x 28" },
        { "none", "has 0 images, too few" },
        { "negative", "has -1 images, too few" },
        { "short", "has 784,015 bytes, not the 784,016 of 1,000 images" },
        { "long", "has 784,017 bytes, not the 784,016 of 1,000 images" },
        { "many", "bytes, not the 1,683,627,179,264 of 2,147,483,647 images" },
        { "packed", "is not a whole gzip file" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Damage_is_told_with_what_is_expected(string kind, string message)
    {
        if (kind == "gone") File.Delete(_folder[AutoencoderTask.TrainingFile]);
        else _folder.Change(AutoencoderTask.TrainingFile, bytes => Damaged(bytes, kind));
        Assert.Contains(message, _folder.Refusal());
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told()
    {
        var message = Assert.Throws<BadInputException>(() => _task.Open(_folder["absent"], DataSetFolder.SettingsOf(_task))).Message;
        Assert.StartsWith($"--data: there is no folder '{_folder["absent"]}'; expected in it: MNIST's", message);
    }

    [Fact]
    public void The_digits_differ_and_fill_the_range()
    {
        var digits = SyntheticDigits.Draw(20, 28, Draws.At(5));
        Assert.Equal(20, Enumerable.Range(0, 20).Select(i => Convert.ToHexString(digits[i])).Distinct().Count());
        Assert.All(Enumerable.Range(0, 20), i =>
        {
            Assert.Equal(255, digits[i].ToArray().Max());
            Assert.InRange(digits[i].ToArray().Count(value => value > 127), 15, 200);
        });
    }

    private static byte[] Damaged(byte[] bytes, string kind) => kind switch
    {
        "header" => bytes[..7],
        "magic" => With(bytes, 3, 1),
        "size" => With(bytes, 15, 32),
        "none" => With(With(bytes, 6, 0), 7, 0)[..16],
        "negative" => [0, 0, 8, 3, 255, 255, 255, 255, .. bytes[8..]],
        "short" => bytes[..^1],
        "long" => [.. bytes, 0],
        "many" => [0, 0, 8, 3, 127, 255, 255, 255, .. bytes[8..]],
        "packed" => [0x1F, 0x8B, .. bytes],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static byte[] With(byte[] bytes, int at, byte value)
    {
        var changed = (byte[])bytes.Clone();
        changed[at] = value;
        return changed;
    }

    public void Dispose() => _folder.Dispose();
}

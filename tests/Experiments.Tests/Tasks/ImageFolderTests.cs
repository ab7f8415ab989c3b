using SkiaSharp;

namespace Experiments.Tests.Tasks;

public sealed class ImageFolderTests : IDisposable
{
    private readonly DataSetFolder _folder = new(new ImageNetTask());

    [Fact]
    public void The_synthetic_photographs_are_read_as_they_were_drawn_but_for_compression()
    {
        using var data = (ImageFolder)_folder.Open();
        Assert.Equal("160 images of 5 classes to train with, 50 to validate", data.Description);
        Assert.Equal(Enumerable.Range(0, 160).Select(i => i / 32), data.Training.Select(file => file.Label));
        Assert.Equal(Path.Combine("train", "n00000001", "n00000001_0.JPEG"), data.Training[32].Name);

        var random = Draws.At(1);
        var (width, height) = (random.Next(40, 73), random.Next(40, 73));
        var drawn = new byte[3 * width * height];
        SyntheticPatterns.Draw(drawn, 0, 5, width, height, random);
        var side = Math.Min(width, height);
        var read = new byte[3 * side * side];
        data.Read(data.Training[0], (w, h) => (w, h) == (width, height) ? new(0, 0, side, side) : throw new InvalidOperationException(), false, side, read);
        var difference = Enumerable.Range(0, read.Length).Average(at =>
            Math.Abs(read[at] - drawn[(at / (side * side) * height + at / side % side) * width + at % side]));
        Assert.InRange(difference, 0, 12);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_part_is_cut_out_exactly(bool flipped)
    {
        // Without loss, and to as many pixels as the part has: nothing is filtered.
        using var image = new SKBitmap(20, 12);
        for (var y = 0; y < 12; y++)
            for (var x = 0; x < 20; x++)
                image.SetPixel(x, y, new((byte)(10 * x), (byte)(20 * y), (byte)(x * y)));
        using (var encoded = image.Encode(SKEncodedImageFormat.Png, 100)) File.WriteAllBytes(_folder["part.png"], encoded.ToArray());

        var pixels = new byte[3 * 5 * 5];
        Assert.True(ImageFile.TryRead(_folder["part.png"], (_, _) => new(7, 4, 5, 5), flipped, 5, pixels));
        for (var y = 0; y < 5; y++)
            for (var x = 0; x < 5; x++)
            {
                var (fromX, fromY) = (7 + (flipped ? 4 - x : x), 4 + y);
                byte[] expected = [(byte)(10 * fromX), (byte)(20 * fromY), (byte)(fromX * fromY)];
                Assert.Equal(expected, Enumerable.Range(0, 3).Select(channel => pixels[(channel * 5 + y) * 5 + x]));
            }
    }

    [Fact]
    public void What_is_made_smaller_is_averaged()
    {
        using var image = new SKBitmap(64, 64);
        image.Erase(SKColors.Black);
        for (var y = 0; y < 64; y++)
            for (var x = 0; x < 64; x += 8)
                image.SetPixel(x, y, SKColors.White);
        using (var encoded = image.Encode(SKEncodedImageFormat.Png, 100)) File.WriteAllBytes(_folder["bars.png"], encoded.ToArray());
        var pixels = new byte[3 * 8 * 8];
        Assert.True(ImageFile.TryRead(_folder["bars.png"], (w, h) => new(0, 0, w, h), false, 8, pixels));
        Assert.All(pixels, value => Assert.InRange(value, 255 / 8 - 3, 255 / 8 + 3));
    }

    [Fact]
    public void Crops_lie_within_the_image_and_have_the_sides_and_areas_of_the_paper()
    {
        var random = Draws.At(3);
        var crops = Enumerable.Range(0, 4000).Select(_ => Crop.Draw(200, 150, random)).ToList();
        Assert.All(crops, crop =>
        {
            Assert.InRange(crop.Left, 0, 200 - crop.Width);
            Assert.InRange(crop.Top, 0, 150 - crop.Height);
            Assert.InRange((double)crop.Width / crop.Height, 0.73, 1.36);
            Assert.InRange(crop.Width * crop.Height / 30000.0, 0.078, 1);
        });
        Assert.InRange(crops.Min(crop => crop.Width * crop.Height), 0, 0.1 * 30000);
        Assert.InRange(crops.Max(crop => crop.Width * crop.Height), 0.9 * 30000, 30000);
        Assert.Contains(crops, crop => crop.Width > 1.25 * crop.Height);
        Assert.Contains(crops, crop => crop.Height > 1.25 * crop.Width);

        Assert.Equal(new Crop(43, 0, 13, 10), Crop.Draw(100, 10, new Always(0.99))); // no try fits: the middle, 4:3
        Assert.Equal(new Crop(32, 16, 224, 224), Crop.Centre(288, 256));
    }

    [Theory]
    [InlineData("no-train", "there is no folder 'train' in ")]
    [InlineData("no-val", "there is no folder 'val' in ")]
    [InlineData("no-classes", "has no folders with the images of a class")]
    [InlineData("class-missing", "has no folder 'n00000003', which 'train' has")]
    [InlineData("class-surplus", "has a folder 'n00000003', which 'train' has not")]
    [InlineData("class-empty", "has no images")]
    public void Damage_is_told_with_what_is_expected(string kind, string message)
    {
        var third = Path.Combine(_folder["train"], "n00000003");
        if (kind == "no-train") Directory.Delete(_folder["train"], recursive: true);
        if (kind == "no-val") Directory.Delete(_folder["val"], recursive: true);
        if (kind == "no-classes") foreach (var folder in Directory.GetDirectories(_folder["train"])) Directory.Delete(folder, recursive: true);
        if (kind == "class-missing") Directory.Delete(Path.Combine(_folder["val"], "n00000003"), recursive: true);
        if (kind == "class-surplus") Directory.Delete(third, recursive: true);
        if (kind == "class-empty") foreach (var file in Directory.GetFiles(third)) File.Move(file, file + ".txt");
        Assert.Contains(message, _folder.Refusal());
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("other")]
    [InlineData("gone")]
    public void An_image_that_cannot_be_read_is_named_when_its_turn_comes(string kind)
    {
        using var data = (ImageFolder)_folder.Open();
        var name = data.Training[5].Name;
        if (kind == "cut") _folder.Change(name, bytes => bytes[..(bytes.Length / 2)]);
        if (kind == "other") File.WriteAllText(_folder[name], "not an image");
        if (kind == "gone") File.Delete(_folder[name]);
        using var source = new ImageFolderSource(data, size: 16, batch: 20, seed: 1);
        var message = Assert.Throws<BadInputException>(() =>
        {
            for (var step = 0; step < source.Steps; step++) source.Training(0, step);
        }).Message;
        Assert.StartsWith($"--data: '{_folder[name]}' is not a whole image; expected: train/CLASS/*.JPEG and val", message);
    }

    [Fact]
    public void Batches_are_the_same_in_whatever_order_they_are_asked_for()
    {
        using var data = (ImageFolder)_folder.Open();
        using var source = new ImageFolderSource(data, size: 16, batch: 64, seed: 1);
        using var again = new ImageFolderSource(data, size: 16, batch: 64, seed: 1);
        Assert.Equal(3, source.Steps);
        var forward = Places().Select(place => source.Training(place.epoch, place.step)).ToList();
        Assert.Equal([64, 64, 32, 64, 64, 32], forward.Select(batch => batch.Labels.Length));
        foreach (var (index, place) in Places().Index().Reverse())
        {
            Assert.Equal(forward[index].Images.Pixels, again.Training(place.epoch, place.step).Images.Pixels);
            Assert.Equal(forward[index].Labels, again.Training(place.epoch, place.step).Labels);
        }

        Assert.NotEqual(forward[0].Images.Pixels, forward[3].Images.Pixels);
        Assert.Equal(data.Training.Select(file => (long)file.Label), forward.Take(3).SelectMany(batch => batch.Labels).Order());
        Assert.Equal(data.Validation.Select(file => (long)file.Label), source.All(Subset.Validation, default).SelectMany(batch => batch.Labels));

        static IEnumerable<(int epoch, int step)> Places() => from epoch in Enumerable.Range(0, 2) from step in Enumerable.Range(0, 3) select (epoch, step);
    }

    [Fact]
    public void No_more_is_made_ahead_than_was_said_and_what_was_begun_is_ended()
    {
        var (begun, ended) = (0, 0);
        using (var results = Enumerable.Range(0, 100).Ahead(Make, ahead: 3).GetEnumerator())
        {
            Assert.Equal(0, begun);
            for (var i = 0; i < 5; i++)
            {
                Assert.True(results.MoveNext());
                Assert.Equal(10 * i, results.Current);
                Assert.Equal(i + 1 + 3, begun);
            }
        }

        Assert.Equal(begun, ended);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => 10 * i), Enumerable.Range(0, 100).Ahead(Make, ahead: 3));

        async Task<int> Make(int place, CancellationToken ending)
        {
            Interlocked.Increment(ref begun);
            try
            {
                await Task.Delay(1, ending);
                return 10 * place;
            }
            finally
            {
                Interlocked.Increment(ref ended);
            }
        }
    }

    private sealed class Always(double value) : Random
    {
        public override double NextDouble() => value;
    }

    public void Dispose() => _folder.Dispose();
}

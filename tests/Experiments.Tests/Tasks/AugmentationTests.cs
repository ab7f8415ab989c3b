namespace Experiments.Tests.Tasks;

public sealed class AugmentationTests
{
    [Fact]
    public void A_crop_is_that_of_the_padded_image_and_flipped_the_other_way_round()
    {
        const int Size = 7;
        var image = Enumerable.Range(1, 2 * Size * Size).Select(i => (byte)i).ToArray();
        var cropped = new byte[image.Length];
        foreach (var flipped in new[] { false, true })
            for (var right = -4; right <= 4; right++)
                for (var down = -4; down <= 4; down++)
                {
                    CropAndFlip.Copy(image, cropped, Size, right, down, flipped);
                    for (var channel = 0; channel < 2; channel++)
                        for (var y = 0; y < Size; y++)
                            for (var x = 0; x < Size; x++)
                            {
                                var (fromX, fromY) = ((flipped ? Size - 1 - x : x) + right, y + down);
                                var inside = fromX is >= 0 and < Size && fromY is >= 0 and < Size;
                                var expected = inside ? image[(channel * Size + fromY) * Size + fromX] : 0;
                                Assert.Equal(expected, cropped[(channel * Size + y) * Size + x]);
                            }
                }
    }

    [Fact]
    public void All_crops_come_up_and_half_of_the_images_are_flipped()
    {
        // One bright pixel in the middle, and one to the right of it that is half as bright, show where the image went.
        const int Size = 32;
        var pixels = new byte[Size * Size];
        (pixels[16 * Size + 16], pixels[16 * Size + 17]) = (200, 100);
        var images = new Images(pixels, new byte[1], Channels: 1, Size);
        var random = Draws.At(11);
        Dictionary<(int x, int y, bool flipped), int> seen = [];
        const int Times = 16_200;
        for (var i = 0; i < Times; i++)
        {
            var batch = CropAndFlip.Of(images, [0], random);
            var at = Array.IndexOf(batch.Pixels, (byte)200);
            var place = (at % Size, at / Size, batch.Pixels[at - 1] == 100);
            seen[place] = seen.GetValueOrDefault(place) + 1;
        }

        Assert.Equal(9 * 9 * 2, seen.Count);
        Assert.All(seen.Values, count => Assert.InRange(count, 50, 160)); // about 100, with a deviation of 10
    }

    [Fact]
    public void A_batch_is_drawn_from_its_place_and_the_images_from_all()
    {
        var images = SyntheticPatterns.Draw(50, 10, 32, Draws.At(1));
        using var data = ImageSets.Divide(images, images);
        using var source = new CifarSource(data, batch: 16, seed: 5);
        using var again = new CifarSource(data, batch: 16, seed: 5);
        Assert.Equal(3, source.Steps);
        Assert.Equal([16, 16, 13], Enumerable.Range(0, 3).Select(step => source.Training(2, step).Labels.Length));
        Assert.Equal(source.Training(2, 1).Images.Pixels, again.Training(2, 1).Images.Pixels);
        Assert.NotEqual(source.Training(3, 1).Images.Pixels, again.Training(2, 1).Images.Pixels);
        var dealt = Enumerable.Range(0, 3).SelectMany(step => source.Training(2, step).Labels).Order();
        Assert.Equal(data.Training.Labels.ToArray().Select(label => (long)label).Order(), dealt);
    }

    [Fact]
    public void Each_step_and_each_image_is_augmented_in_its_own_way()
    {
        var image = SyntheticPatterns.Draw(1, 10, 32, Draws.At(1));
        var same = new Images(Enumerable.Repeat(image.Pixels.ToArray(), 60).SelectMany(pixels => pixels).ToArray(), new byte[60], 3, 32);
        using var data = new ImageSets(same, same, same);
        using var source = new CifarSource(data, batch: 30, seed: 5);
        var augmented = Enumerable.Range(0, 2).SelectMany(step => source.Training(0, step).Images.Pixels.Chunk(same.Length)).Select(Convert.ToHexString);
        Assert.InRange(augmented.Distinct().Count(), 40, 60); // of 162 that there are
    }

    [Fact]
    public void Every_example_is_dealt_once_in_an_epoch_in_another_order_each_time()
    {
        var batches = new Batches(examples: 10, size: 4, seed: 3);
        Assert.Equal(3, batches.Steps);
        var epochs = Enumerable.Range(0, 2).Select(epoch => Enumerable.Range(0, 3).SelectMany(step => batches.At(epoch, step).ToArray()).ToArray()).ToArray();
        Assert.All(epochs, epoch => Assert.Equal(Enumerable.Range(0, 10), epoch.Order()));
        Assert.NotEqual(epochs[0], epochs[1]);
        Assert.Equal(epochs[0].AsSpan(8).ToArray(), new Batches(10, 4, 3).At(0, 2).ToArray());
        Assert.NotEqual(epochs[0].AsSpan(8).ToArray(), new Batches(10, 4, 4).At(0, 2).ToArray());
    }

    [Fact]
    public void Places_that_differ_have_nothing_in_common()
    {
        var seeds = from seed in Enumerable.Range(0, 10) from epoch in Enumerable.Range(0, 10) from step in Enumerable.Range(0, 10)
                    select Draws.Seed(seed, epoch, step);
        Assert.Equal(1000, seeds.Select(seed => seed >> 32).Distinct().Count());
        Assert.All(seeds, seed => Assert.True(seed >= 0));
    }
}

namespace Experiments;

/// <summary>Batches of images from files, decoded on all cores while the steps before are computed; no more than a few are in memory.</summary>
internal sealed class ImageFolderSource(ImageFolder data, int size, int batch, int seed) : IImageSource
{
    /// <summary>Batches that are decoded ahead of the one that is trained with.</summary>
    private const int Ahead = 2;

    private readonly Batches _batches = new(data.Training.Count, batch, seed);
    private IEnumerator<ImageBatch>? _coming;
    private (int epoch, int step) _place;

    public int Steps => _batches.Steps;

    public ImageBatch Training(int epoch, int step)
    {
        if (_coming is not null && _place == (epoch, step)) return _coming.Current;
        if (_coming is null || After(_place) != (epoch, step))
        {
            Dispose();
            _coming = From((epoch, step)).Ahead(Decode, Ahead).GetEnumerator();
        }

        try
        {
            _coming.MoveNext();
        }
        catch
        {
            Dispose();
            throw;
        }

        _place = (epoch, step);
        return _coming.Current;
    }

    public IEnumerable<ImageBatch> All(Subset subset, CancellationToken cancellation)
    {
        foreach (var images in data.Validation.Chunk(batch).Ahead(Evaluated, Ahead))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return images;
        }

        Task<ImageBatch> Evaluated(LabelledFile[] files, CancellationToken ending) =>
            Decode(files, (file, pixels, _) => data.Read(file, Crop.Centre, flipped: false, size, pixels), ending);
    }

    public void Dispose()
    {
        _coming?.Dispose();
        _coming = null;
    }

    private (int epoch, int step) After((int epoch, int step) place) =>
        place.step + 1 < Steps ? (place.epoch, place.step + 1) : (place.epoch + 1, 0);

    private IEnumerable<(int epoch, int step)> From((int epoch, int step) place)
    {
        for (; ; place = After(place)) yield return place;
    }

    private Task<ImageBatch> Decode((int epoch, int step) place, CancellationToken ending)
    {
        LabelledFile[] files = [.. _batches.At(place.epoch, place.step).ToArray().Select(index => data.Training[index])];
        return Decode(files, Augmented, ending);

        void Augmented(LabelledFile file, Span<byte> pixels, int index)
        {
            var random = Draws.At(seed, place.epoch, place.step, index);
            var flipped = random.Next(2) == 1;
            data.Read(file, (width, height) => Crop.Draw(width, height, random), flipped, size, pixels);
        }
    }

    /// <summary>Reads the files of a batch, each given its part of the pixels and its index in the batch.</summary>
    private async Task<ImageBatch> Decode(LabelledFile[] files, Action<LabelledFile, Span<byte>, int> read, CancellationToken ending)
    {
        var length = 3 * size * size;
        var pixels = new byte[files.Length * length];
        await Parallel.ForAsync(0, files.Length, ending, (index, _) =>
        {
            read(files[index], pixels.AsSpan(index * length, length), index);
            return ValueTask.CompletedTask;
        });
        return new(new(pixels, Channels: 3, size), [.. files.Select(file => (long)file.Label)]);
    }
}

namespace Experiments;

/// <summary>Batches of images that are in memory, with <see cref="CropAndFlip"/> for training.</summary>
internal sealed class CifarSource(ImageSets data, int batch, int seed) : IImageSource
{
    private readonly Batches _batches = new(data.Training.Count, batch, seed);

    public int Steps => _batches.Steps;

    public ImageBatch Training(int epoch, int step)
    {
        var indices = _batches.At(epoch, step).Span;
        return new(CropAndFlip.Of(data.Training, indices, Draws.At(seed, epoch, step)), Labels(data.Training, indices));
    }

    public IEnumerable<ImageBatch> All(Subset subset, CancellationToken cancellation)
    {
        var images = data.Of(subset);
        foreach (var indices in Batches.InOrder(images.Count, batch))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return new(PixelBatch.Of(images, indices.Span), Labels(images, indices.Span));
        }
    }

    public void Dispose()
    {
    }

    private static long[] Labels(Images images, ReadOnlySpan<int> indices)
    {
        var labels = new long[indices.Length];
        for (var i = 0; i < labels.Length; i++) labels[i] = images.Labels.Span[indices[i]];
        return labels;
    }
}

namespace Experiments;

/// <summary>Where the images of a classification come from, a batch at a time.</summary>
internal interface IImageSource : IDisposable
{
    /// <summary>The steps of an epoch.</summary>
    int Steps { get; }

    /// <summary>The batch of a step, augmented; the same arguments give the same one.</summary>
    ImageBatch Training(int epoch, int step);

    /// <summary>All images of a subset, as they are evaluated.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    IEnumerable<ImageBatch> All(Subset subset, CancellationToken cancellation);
}

namespace Experiments;

/// <summary>Images with their classes.</summary>
/// <param name="Images">The images.</param>
/// <param name="Labels">The class of each, from 0.</param>
internal sealed record ImageBatch(PixelBatch Images, long[] Labels);

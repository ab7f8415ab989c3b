namespace Experiments;

/// <summary>Square images of one size, in memory.</summary>
/// <param name="Pixels">Their values from 0 to 255: image by image, channel by channel, row by row.</param>
/// <param name="Labels">The class of each, from 0; empty where they have none.</param>
/// <param name="Channels">1 for grey, 3 for red, green and blue.</param>
/// <param name="Size">Their height and width in pixels.</param>
internal sealed record Images(ReadOnlyMemory<byte> Pixels, ReadOnlyMemory<byte> Labels, int Channels, int Size)
{
    /// <summary>The values of one image.</summary>
    public int Length => Channels * Size * Size;

    public int Count => Pixels.Length / Length;

    public ReadOnlySpan<byte> this[int index] => Pixels.Span.Slice(index * Length, Length);

    /// <summary>Those from one index on, and before another.</summary>
    public Images Between(int from, int to) => this with
    {
        Pixels = Pixels[(from * Length)..(to * Length)],
        Labels = Labels.IsEmpty ? Labels : Labels[from..to],
    };
}

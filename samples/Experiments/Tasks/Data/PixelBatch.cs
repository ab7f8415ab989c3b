using TorchSharp;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>The images of a batch.</summary>
/// <param name="Pixels">Their values, as in <see cref="Images"/>.</param>
/// <param name="Channels">How many channels they have.</param>
/// <param name="Size">Their height and width in pixels.</param>
internal sealed record PixelBatch(byte[] Pixels, int Channels, int Size)
{
    public int Count => Pixels.Length / (Channels * Size * Size);

    /// <summary>Some of the images, as they are.</summary>
    public static PixelBatch Of(Images images, ReadOnlySpan<int> indices)
    {
        var pixels = new byte[indices.Length * images.Length];
        for (var i = 0; i < indices.Length; i++) images[indices[i]].CopyTo(pixels.AsSpan(i * images.Length));
        return new(pixels, images.Channels, images.Size);
    }

    /// <summary>Their values from 0 to 1, [images, channels, height, width].</summary>
    public Tensor On(Device device)
    {
        using var bytes = tensor(Pixels, [Count, Channels, Size, Size], device: device);
        return bytes.to(ScalarType.Float32).div_(255);
    }
}

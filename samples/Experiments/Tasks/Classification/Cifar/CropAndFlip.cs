namespace Experiments;

/// <summary>
/// The usual augmentation of CIFAR (He et al. 2016, section 4.2): four pixels of black all around, a crop of the size before, and half
/// of the images flipped.
/// </summary>
internal static class CropAndFlip
{
    private const int Padding = 4;

    /// <summary>Some images, each augmented.</summary>
    public static PixelBatch Of(Images images, ReadOnlySpan<int> indices, Random random)
    {
        var pixels = new byte[indices.Length * images.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            var (right, down) = (random.Next(2 * Padding + 1) - Padding, random.Next(2 * Padding + 1) - Padding);
            Copy(images[indices[i]], pixels.AsSpan(i * images.Length, images.Length), images.Size, right, down, flipped: random.Next(2) == 1);
        }

        return new(pixels, images.Channels, images.Size);
    }

    /// <summary>Copies an image as seen by a frame that lies so far to the right and down; what is outside of the image is black.</summary>
    public static void Copy(ReadOnlySpan<byte> from, Span<byte> to, int size, int right, int down, bool flipped)
    {
        to.Clear();
        var (left, width) = (Math.Max(0, -right), size - Math.Abs(right));
        for (var at = 0; at < to.Length; at += size)
        {
            var (channel, y) = (at / (size * size), at / size % size + down);
            var row = to.Slice(at, size);
            if (y >= 0 && y < size) from.Slice((channel * size + y) * size + left + right, width).CopyTo(row[left..]);
            if (flipped) row.Reverse();
        }
    }
}

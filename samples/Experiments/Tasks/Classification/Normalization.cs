using TorchSharp;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>Brings the channels of images from between 0 and 1 to a mean of about 0 and a deviation of about 1.</summary>
/// <param name="Mean">The mean of each channel over the training images.</param>
/// <param name="Deviation">Its standard deviation.</param>
internal sealed record Normalization(float[] Mean, float[] Deviation)
{
    /// <summary>A batch, normalized.</summary>
    public Tensor Apply(PixelBatch batch, Device device)
    {
        using var scope = NewDisposeScope();
        return (batch.On(device) - Channels(Mean)).div_(Channels(Deviation)).MoveToOuterDisposeScope();

        Tensor Channels(float[] values) => tensor(values, [1, values.Length, 1, 1], device: device);
    }
}

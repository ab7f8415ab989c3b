using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>A convolution that keeps the size but for its stride, normalization, and, unless it is linear, the activation.</summary>
internal static class ConvolutionLayer
{
    /// <param name="from">The channels that go in.</param>
    /// <param name="to">The channels that come out.</param>
    /// <param name="kernel">The height and width of the kernel.</param>
    /// <param name="stride">The stride.</param>
    /// <param name="groups">As many as channels for a depthwise convolution.</param>
    /// <param name="linear">Whether there is no activation.</param>
    public static Sequential Of(int from, int to, int kernel, int stride = 1, int groups = 1, bool linear = false)
    {
        var layer = nn.Sequential(
            nn.Conv2d(from, to, kernel, stride, padding: (kernel - 1) / 2, groups: groups, bias: false), nn.BatchNorm2d(to));
        return linear ? layer : layer.append(nn.SiLU());
    }
}

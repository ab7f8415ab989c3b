using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>
/// WRN-40-k (Zagoruyko and Komodakis 2016): 40 layers that normalize before they convolve, k times as wide as a narrow ResNet.
/// 0.56 million parameters for k = 1. Convolutions start as He et al. 2015 have it, by what goes out.
/// </summary>
internal sealed class WideResNet : nn.Module<Tensor, Tensor>
{
    private const int Depth = 40, Stages = 3, FirstChannels = 16;

    private readonly Conv2d conv1;
    private readonly Sequential layers;
    private readonly BatchNorm2d bn1;
    private readonly Linear linear;

    /// <param name="classes">The classes to tell apart.</param>
    /// <param name="widening">k. Below 1 it makes it narrower, the first layer too.</param>
    public WideResNet(int classes, double widening = 1) : base(nameof(WideResNet))
    {
        var from = Math.Max(1, (int)(FirstChannels * Math.Min(1, widening)));
        conv1 = nn.Conv2d(3, from, 3, padding: 1, bias: false);
        List<nn.Module<Tensor, Tensor>> blocks = [];
        for (var stage = 0; stage < Stages; stage++)
            for (var block = 0; block < (Depth - 4) / (2 * Stages); block++)
            {
                var to = Math.Max(1, (int)(FirstChannels * widening)) << stage;
                blocks.Add(new Block(from, to, stride: stage > 0 && block == 0 ? 2 : 1));
                from = to;
            }

        layers = nn.Sequential(blocks);
        bn1 = nn.BatchNorm2d(from);
        linear = nn.Linear(from, classes);
        RegisterComponents();
        foreach (var convolution in modules().OfType<Conv2d>())
            nn.init.kaiming_normal_(convolution.weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
        nn.init.zeros_(linear.bias!);
    }

    public override Tensor forward(Tensor images) =>
        linear.call(nn.functional.relu(bn1.call(layers.call(conv1.call(images)))).mean([2, 3]));

    /// <summary>Two convolutions, and around them the input itself or, where the shape changes, a convolution of 1 x 1 of it, normalized.</summary>
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly BatchNorm2d bn1, bn2;
        private readonly Conv2d conv1, conv2;
        private readonly Conv2d? shortcut;

        public Block(int from, int to, int stride) : base(nameof(Block))
        {
            bn1 = nn.BatchNorm2d(from);
            conv1 = nn.Conv2d(from, to, 3, stride, padding: 1, bias: false);
            bn2 = nn.BatchNorm2d(to);
            conv2 = nn.Conv2d(to, to, 3, padding: 1, bias: false);
            shortcut = from == to ? null : nn.Conv2d(from, to, 1, stride, bias: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var normalized = nn.functional.relu(bn1.call(input));
            var hidden = conv2.call(nn.functional.relu(bn2.call(conv1.call(normalized))));
            return (hidden + (shortcut?.call(normalized) ?? input)).MoveToOuterDisposeScope();
        }
    }
}

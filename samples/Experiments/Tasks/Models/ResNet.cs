using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>
/// ResNet-34 (He et al. 2016) with the first layer for images of 32 x 32 pixels, as AggMo's experiments have it: a convolution of 3 x 3
/// without pooling. 21.3 million parameters. Weights start as PyTorch's do.
/// </summary>
internal sealed class ResNet : nn.Module<Tensor, Tensor>
{
    private static readonly int[] Blocks = [3, 4, 6, 3];

    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Sequential layers;
    private readonly Linear linear;

    /// <param name="classes">The classes to tell apart.</param>
    /// <param name="channels">The channels of the first stage; each of the other three has twice those of the one before.</param>
    public ResNet(int classes, int channels = 64) : base(nameof(ResNet))
    {
        conv1 = nn.Conv2d(3, channels, 3, padding: 1, bias: false);
        bn1 = nn.BatchNorm2d(channels);
        List<nn.Module<Tensor, Tensor>> blocks = [];
        var from = channels;
        for (var stage = 0; stage < Blocks.Length; stage++)
            for (var block = 0; block < Blocks[stage]; block++)
            {
                var to = channels << stage;
                blocks.Add(new Block(from, to, stride: stage > 0 && block == 0 ? 2 : 1));
                from = to;
            }

        layers = nn.Sequential(blocks);
        linear = nn.Linear(from, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor images) =>
        linear.call(layers.call(nn.functional.relu(bn1.call(conv1.call(images)))).mean([2, 3]));

    /// <summary>Two convolutions, and around them the input itself or, where the shape changes, a convolution of 1 x 1 of it.</summary>
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d conv1, conv2;
        private readonly BatchNorm2d bn1, bn2;
        private readonly Sequential shortcut;

        public Block(int from, int to, int stride) : base(nameof(Block))
        {
            conv1 = nn.Conv2d(from, to, 3, stride, padding: 1, bias: false);
            bn1 = nn.BatchNorm2d(to);
            conv2 = nn.Conv2d(to, to, 3, padding: 1, bias: false);
            bn2 = nn.BatchNorm2d(to);
            shortcut = stride == 1 && from == to
                ? nn.Sequential()
                : nn.Sequential(nn.Conv2d(from, to, 1, stride, bias: false), nn.BatchNorm2d(to));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var hidden = nn.functional.relu(bn1.call(conv1.call(input)));
            return nn.functional.relu(bn2.call(conv2.call(hidden)) + shortcut.call(input)).MoveToOuterDisposeScope();
        }
    }
}

using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>
/// EfficientNet-B0 (Tan and Le 2019): 5,288,548 parameters for 1000 classes. Stochastic depth, dropout and the start of the weights
/// are those of torchvision, which the published results are reproduced with.
/// </summary>
internal sealed class EfficientNet : nn.Module<Tensor, Tensor>
{
    private const int FirstChannels = 32;
    private const double Dropout = 0.2, StochasticDepth = 0.2;

    /// <summary>
    /// The stages (table 1 of the paper): how much wider a block is inside, its kernel, the first block's stride, the channels, and the
    /// number of blocks.
    /// </summary>
    private static readonly (int expansion, int kernel, int stride, int channels, int blocks)[] Stages =
    [
        (1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1),
    ];

    private readonly Sequential features;
    private readonly Dropout dropout;
    private readonly Linear classifier;

    /// <param name="classes">The classes to tell apart.</param>
    /// <param name="width">What the channels are multiplied by, and then rounded to a multiple of 8; at least 8.</param>
    public EfficientNet(int classes, double width = 1) : base(nameof(EfficientNet))
    {
        var from = Channels(FirstChannels, width);
        List<nn.Module<Tensor, Tensor>> layers = [ConvolutionLayer.Of(3, from, kernel: 3, stride: 2)];
        var (block, blocks) = (0, Stages.Sum(stage => stage.blocks));
        foreach (var stage in Stages)
            for (var i = 0; i < stage.blocks; i++)
            {
                var to = Channels(stage.channels, width);
                var shape = new InvertedBottleneck.Shape(from, Channels(from * stage.expansion), to, stage.kernel, i == 0 ? stage.stride : 1);
                layers.Add(new InvertedBottleneck(shape, StochasticDepth * block++ / blocks));
                from = to;
            }

        layers.Add(ConvolutionLayer.Of(from, 4 * from, kernel: 1));
        features = nn.Sequential(layers);
        dropout = nn.Dropout(Dropout);
        classifier = nn.Linear(4 * from, classes);
        RegisterComponents();
        Initialize();
    }

    public override Tensor forward(Tensor images) => classifier.call(dropout.call(features.call(images).mean([2, 3])));

    private static int Channels(double wanted, double width = 1)
    {
        var rounded = Math.Max(8, (int)(wanted * width + 4) / 8 * 8);
        return rounded < 0.9 * wanted * width ? rounded + 8 : rounded;
    }

    private void Initialize()
    {
        foreach (var convolution in modules().OfType<Conv2d>())
        {
            nn.init.kaiming_normal_(convolution.weight, mode: nn.init.FanInOut.FanOut);
            if (convolution.bias is { } bias) nn.init.zeros_(bias);
        }

        var range = 1 / Math.Sqrt(classifier.out_features);
        nn.init.uniform_(classifier.weight, -range, range);
        nn.init.zeros_(classifier.bias!);
    }
}

using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>
/// The block of EfficientNet: channels are expanded, convolved each by itself, weighed by squeeze and excitation, and projected; around
/// them the input itself where the shape allows, and then in training the rest is left out for some of the images.
/// </summary>
internal sealed class InvertedBottleneck : nn.Module<Tensor, Tensor>
{
    /// <param name="From">The channels that go in.</param>
    /// <param name="Inside">The channels that are convolved.</param>
    /// <param name="To">The channels that come out.</param>
    /// <param name="Kernel">The height and width of the kernel.</param>
    /// <param name="Stride">The stride.</param>
    public sealed record Shape(int From, int Inside, int To, int Kernel, int Stride);

    private readonly Sequential layers;
    private readonly bool _isResidual;
    private readonly double _leftOut;

    /// <param name="shape">Its shape.</param>
    /// <param name="leftOut">For which part of the images it is left out in training: stochastic depth (Huang et al. 2016).</param>
    public InvertedBottleneck(Shape shape, double leftOut) : base(nameof(InvertedBottleneck))
    {
        List<nn.Module<Tensor, Tensor>> parts = shape.Inside == shape.From ? [] : [ConvolutionLayer.Of(shape.From, shape.Inside, kernel: 1)];
        layers = nn.Sequential(
        [
            .. parts,
            ConvolutionLayer.Of(shape.Inside, shape.Inside, shape.Kernel, shape.Stride, groups: shape.Inside),
            new SqueezeExcitation(shape.Inside, Math.Max(1, shape.From / 4)),
            ConvolutionLayer.Of(shape.Inside, shape.To, kernel: 1, linear: true),
        ]);
        _isResidual = shape.Stride == 1 && shape.From == shape.To;
        _leftOut = leftOut;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var output = layers.call(input);
        if (_isResidual) output = input + (training ? Kept(output) : output);
        return output.MoveToOuterDisposeScope();
    }

    private Tensor Kept(Tensor output)
    {
        var images = empty([output.size(0), 1, 1, 1], output.dtype, output.device).bernoulli_(1 - _leftOut);
        return output * images.div_(1 - _leftOut);
    }
}

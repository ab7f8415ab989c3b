using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>Weighs the channels of an image by what they are on average (Hu et al. 2018).</summary>
internal sealed class SqueezeExcitation : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d fc1, fc2;

    public SqueezeExcitation(int channels, int squeezed) : base(nameof(SqueezeExcitation))
    {
        fc1 = nn.Conv2d(channels, squeezed, 1);
        fc2 = nn.Conv2d(squeezed, channels, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var squeezed = nn.functional.silu(fc1.call(input.mean([2, 3], keepdim: true)));
        return (input * fc2.call(squeezed).sigmoid()).MoveToOuterDisposeScope();
    }
}

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Experiments;

/// <summary>
/// The fully connected autoencoder of Hinton and Salakhutdinov 2006 as AggMo's experiments have it: rectified linear units, and
/// between encoder and decoder a code without one. Weights start as PyTorch's do.
/// </summary>
internal sealed class Autoencoder : nn.Module<Tensor, Tensor>
{
    private readonly Sequential encoder, decoder;

    /// <param name="input">The values of an example.</param>
    /// <param name="layers">The units of the encoder's layers, the last those of the code; the decoder has them the other way round.</param>
    public Autoencoder(int input, IReadOnlyList<int> layers) : base(nameof(Autoencoder))
    {
        int[] sizes = [input, .. layers];
        encoder = Layers(sizes);
        decoder = Layers([.. sizes.Reverse()]);
        RegisterComponents();
    }

    /// <summary>The reconstruction before the sigmoid that brings it between 0 and 1.</summary>
    public override Tensor forward(Tensor input) => decoder.call(encoder.call(input));

    private static Sequential Layers(int[] sizes)
    {
        List<nn.Module<Tensor, Tensor>> layers = [nn.Linear(sizes[0], sizes[1])];
        for (var i = 2; i < sizes.Length; i++) layers.AddRange([nn.ReLU(), nn.Linear(sizes[i - 1], sizes[i])]);
        return nn.Sequential(layers);
    }
}

using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>The values of a state, read from a checkpoint or copied from another state, before they take effect.</summary>
internal sealed class LoadedState(int tensors, int numbers) : IDisposable
{
    public long Step { get; set; }

    public TorchTensor?[] Tensors { get; } = new TorchTensor?[tensors];

    public double[] Numbers { get; } = new double[numbers];

    public CriticalBuffer? Memory { get; set; }

    public TorchTensor? Held { get; set; }

    public void Dispose()
    {
        foreach (var tensor in Tensors) tensor?.Dispose();
        Memory?.Dispose();
        Held?.Dispose();
    }
}

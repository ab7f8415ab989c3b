using TorchSharp;
using TorchSharp.Modules;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Benchmarks.Loops;

/// <summary>Aggregated momentum as its authors' PyTorch code has it: a buffer per damping, each subtracted in turn.</summary>
internal sealed class AggMoLoop(Parameter[] parameters, double lr, double[] betas) : ILoop
{
    private readonly TorchTensor[][] _velocities =
        [.. parameters.Select(p => betas.Select(_ => torch.zeros_like(p)).ToArray())];

    public void Step()
    {
        using var disabled = torch.no_grad();
        for (var i = 0; i < parameters.Length; i++)
        {
            using var scope = torch.NewDisposeScope();
            var gradient = parameters[i].grad!;
            for (var k = 0; k < betas.Length; k++)
            {
                var velocity = _velocities[i][k];
                velocity.mul_(betas[k]).add_(gradient);
                parameters[i].add_(velocity, alpha: -lr / betas.Length);
            }
        }
    }

    public void Dispose()
    {
        foreach (var tensor in _velocities.SelectMany(v => v)) tensor.Dispose();
    }
}

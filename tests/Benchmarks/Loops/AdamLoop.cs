using TorchSharp;
using TorchSharp.Modules;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Benchmarks.Loops;

/// <summary>Adam with exactly the calls of TorchSharp's own.</summary>
internal sealed class AdamLoop(Parameter[] parameters, double lr, double beta1, double beta2, double eps) : ILoop
{
    private readonly TorchTensor[] _m = [.. parameters.Select(p => torch.zeros_like(p))];
    private readonly TorchTensor[] _v = [.. parameters.Select(p => torch.zeros_like(p))];
    private int _step;

    public void Step()
    {
        using var disabled = torch.no_grad();
        _step++;
        var stepSize = lr / (1 - Math.Pow(beta1, _step));
        var correction = Math.Sqrt(1 - Math.Pow(beta2, _step));
        for (var i = 0; i < parameters.Length; i++)
        {
            using var scope = torch.NewDisposeScope();
            var gradient = parameters[i].grad!;
            _m[i].mul_(beta1).add_(gradient, alpha: 1 - beta1);
            _v[i].mul_(beta2).addcmul_(gradient, gradient, value: 1 - beta2);
            var denominator = _v[i].sqrt().div(correction).add_(eps);
            parameters[i].addcdiv_(_m[i], denominator, value: -stepSize);
        }
    }

    public void Dispose()
    {
        foreach (var tensor in _m.Concat(_v)) tensor.Dispose();
    }
}

using TorchSharp;
using TorchSharp.Modules;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Benchmarks.Loops;

/// <summary>Adam with critical momenta in the straightforward way: a list of slots, all of which are added up in every step.</summary>
internal sealed class AdamCMLoop(Parameter[] parameters, double lr, double beta1, double beta2, double eps, int capacity) : ILoop
{
    public const double Decay = 0.7;

    private readonly TorchTensor[] _m = [.. parameters.Select(p => torch.zeros_like(p))];
    private readonly TorchTensor[] _v = [.. parameters.Select(p => torch.zeros_like(p))];
    private readonly List<TorchTensor>[] _slots = [.. parameters.Select(_ => new List<TorchTensor>())];
    private readonly List<double> _priorities = [];
    private int _step;

    public long Replacements { get; private set; }

    public void Step()
    {
        using var disabled = torch.no_grad();
        _step++;
        var priority = Math.Sqrt(parameters.Sum(SquaredNorm));
        var slot = _priorities.Count < capacity ? _priorities.Count : _priorities.IndexOf(_priorities.Min());
        var accepts = slot == _priorities.Count || priority > _priorities[slot];
        for (var i = 0; i < parameters.Length; i++) Step(i, accepts ? slot : -1);

        if (accepts && slot == _priorities.Count)
        {
            _priorities.Add(priority);
        }
        else if (accepts)
        {
            _priorities[slot] = priority;
            Replacements++;
        }

        for (var k = 0; k < _priorities.Count; k++) _priorities[k] *= Decay;
    }

    private static double SquaredNorm(Parameter parameter)
    {
        using var gradient = parameter.grad!;
        using var norm = gradient.norm();
        return Math.Pow(norm.ToDouble(), 2);
    }

    private void Step(int i, int slot)
    {
        using var scope = torch.NewDisposeScope();
        var gradient = parameters[i].grad!;
        _m[i].mul_(beta1).add_(gradient, alpha: 1 - beta1);

        var aggregated = torch.zeros_like(_m[i]);
        foreach (var critical in _slots[i]) aggregated.add_(critical);
        aggregated.mul_(1.0 / capacity).add_(_m[i]);
        if (slot == _slots[i].Count) _slots[i].Add(_m[i].clone().DetachFromDisposeScope());
        else if (slot >= 0) _slots[i][slot].copy_(_m[i]);

        _v[i].mul_(beta2).addcmul_(aggregated, aggregated, value: 1 - beta2);
        var denominator = _v[i].div(1 - Math.Pow(beta2, _step)).add_(eps).sqrt_();
        parameters[i].addcdiv_(aggregated, denominator, value: -lr / (1 - Math.Pow(beta1, _step)));
    }

    public void Dispose()
    {
        foreach (var tensor in _m.Concat(_v).Concat(_slots.SelectMany(s => s))) tensor.Dispose();
    }
}

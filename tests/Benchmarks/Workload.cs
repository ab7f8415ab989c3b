using TorchSharp;
using TorchSharp.Modules;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Benchmarks;

/// <summary>A number of float32 parameters of one size, with the gradients that every contestant steps with.</summary>
internal sealed class Workload : IDisposable
{
    // A norm that falls this far once in a cycle is refused by a memory of any capacity, however much its priorities decayed.
    private const double Negligible = 1e-12;

    private readonly TorchTensor[] _gradients;
    private readonly TorchTensor[] _negligible;

    public Workload(int tensors, long elements)
    {
        (Tensors, Elements) = (tensors, elements);
        _gradients = [.. Enumerable.Range(0, tensors).Select(_ => torch.randn(elements))];
        _negligible = [.. _gradients.Select(g => g.mul(Negligible))];
    }

    /// <summary>After so many steps the gradients repeat: as many ordinary ones but the last, which is negligible.</summary>
    public const int Cycle = 4;

    public int Tensors { get; }

    public long Elements { get; }

    public long TotalElements => Tensors * Elements;

    public string Name => Tensors == 1 ? $"one of {Elements:N0}" : $"{Tensors} of {Elements:N0}";

    /// <summary>Fresh parameters, the same ones each time.</summary>
    public Parameter[] NewParameters()
    {
        torch.random.manual_seed(1);
        return [.. Enumerable.Range(0, Tensors).Select(_ => new Parameter(torch.randn(Elements)))];
    }

    /// <summary>Gives the parameters the gradients of a step.</summary>
    public void SetGradients(Parameter[] parameters, int step)
    {
        var gradients = step % Cycle == Cycle - 1 ? _negligible : _gradients;
        for (var i = 0; i < parameters.Length; i++) parameters[i].grad = gradients[i];
    }

    public void Dispose()
    {
        foreach (var gradient in _gradients.Concat(_negligible)) gradient.Dispose();
    }
}

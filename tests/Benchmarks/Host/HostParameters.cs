using TorchSharp;
using TorchSharp.Modules;

namespace OptimizerDsl.Benchmarks.Host;

/// <summary>Many small parameters with gradients.</summary>
internal sealed class HostParameters : IDisposable
{
    private readonly long _elements;

    public HostParameters(int count, long elements)
    {
        _elements = elements;
        All = [.. Enumerable.Range(0, count).Select(_ => new Parameter(torch.randn(elements)))];
        RenewGradients();
    }

    public Parameter[] All { get; }

    public int Count => All.Length;

    /// <summary>Gives every parameter a gradient that lies elsewhere than the one before.</summary>
    public void RenewGradients()
    {
        var made = All.Select(_ => torch.randn(_elements)).ToList();
        for (var i = 0; i < Count; i++) All[i].grad = made[i];
        foreach (var gradient in made) gradient.Dispose();
    }

    public void Dispose()
    {
        foreach (var parameter in All) parameter.Dispose();
    }
}

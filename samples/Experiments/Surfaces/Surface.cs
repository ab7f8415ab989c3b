using static TorchSharp.torch;

namespace Experiments;

/// <summary>A function to minimise, evaluated at many points at once. Everything is float64.</summary>
/// <param name="name">What it is called in reports.</param>
/// <param name="region">Where it is drawn, and where initial points are drawn from.</param>
internal abstract class Surface(string name, Region region)
{
    public string Name { get; } = name;

    public Region Region { get; } = region;

    /// <summary>The formula, as it is computed here.</summary>
    public abstract string Formula { get; }

    /// <summary>The value at each point, differentiable twice almost everywhere.</summary>
    /// <param name="points">The points, [N, D].</param>
    /// <returns>The values, [N].</returns>
    public abstract Tensor Value(Tensor points);

    /// <summary>The gradient at each point, by autograd: [N, D]. The rows of a batch do not see each other.</summary>
    public Tensor Gradient(Tensor points)
    {
        using var scope = NewDisposeScope();
        using var enabled = enable_grad();
        var leaf = points.detach().requires_grad_();
        return autograd.grad([Value(leaf).sum()], [leaf])[0].MoveToOuterDisposeScope();
    }

    /// <summary>The values at the points, on the host.</summary>
    public double[] Values(double[,] points)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        return [.. Value(tensor(points)).data<double>()];
    }
}

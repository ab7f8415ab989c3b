using static TorchSharp.torch;

namespace Experiments;

/// <summary>The sharpness of a surface at a point: the largest eigenvalue of its Hessian, of many points at once.</summary>
internal static class Sharpness
{
    private const int MostIterations = 500;
    private const double Settled = 1e-10;

    /// <summary>
    /// By power iteration with products of the Hessian and a vector, which never form the Hessian.
    /// </summary>
    /// <param name="surface">The function.</param>
    /// <param name="points">The points, [N, D].</param>
    /// <returns>The largest eigenvalue at each point.</returns>
    public static double[] ByPowerIteration(Surface surface, double[,] points)
    {
        using var scope = NewDisposeScope();
        var product = ProductWithHessian(surface, tensor(points));
        // Irrational components: orthogonal to no eigenvector that a benchmark function has.
        var start = arange(points.GetLength(1), dtype: ScalarType.Float64).add(1).sqrt().expand(points.GetLength(0), -1);
        return [.. PowerIteration.Largest(product, start, MostIterations, Settled).squeeze(1).data<double>()];
    }

    /// <summary>In two dimensions, from the Hessian itself: the check of the other.</summary>
    /// <inheritdoc cref="ByPowerIteration" path="/param|/returns"/>
    public static double[] InTwoDimensions(Surface surface, double[,] points)
    {
        using var scope = NewDisposeScope();
        var product = ProductWithHessian(surface, tensor(points));
        var count = points.GetLength(0);
        var first = product(tensor([1.0, 0.0]).expand(count, -1)).data<double>().ToArray();
        var second = product(tensor([0.0, 1.0]).expand(count, -1)).data<double>().ToArray();
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var (a, b, c) = (first[2 * i], (first[2 * i + 1] + second[2 * i]) / 2, second[2 * i + 1]);
            return (a + c) / 2 + Math.Sqrt((a - c) * (a - c) / 4 + b * b);
        })];
    }

    /// <summary>v ↦ H v, row by row: the gradient of g·v, with the graph of the gradient g kept.</summary>
    private static Func<Tensor, Tensor> ProductWithHessian(Surface surface, Tensor points)
    {
        var leaf = points.requires_grad_();
        var gradient = autograd.grad([surface.Value(leaf).sum()], [leaf], retain_graph: true, create_graph: true)[0];
        return v => autograd.grad([(gradient * v).sum()], [leaf], retain_graph: true)[0];
    }
}

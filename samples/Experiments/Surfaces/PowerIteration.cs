using static TorchSharp.torch;

namespace Experiments;

/// <summary>Eigenvalues of symmetric matrices that are known by their products with vectors; of several at once, a row for each.</summary>
internal static class PowerIteration
{
    /// <summary>The algebraically largest eigenvalue of each matrix, [N, 1].</summary>
    /// <remarks>
    /// Power iteration finds the eigenvalue of the largest magnitude, μ; where that is not the largest, or not clearly, another one finds
    /// the largest of H + |μ| I, which is |μ| more.
    /// </remarks>
    /// <param name="product">v ↦ H v, row by row, [N, D].</param>
    /// <param name="start">Where the iteration starts, [N, D]: orthogonal to no eigenvector that matters.</param>
    /// <param name="most">The most products of an iteration.</param>
    /// <param name="settled">The relative change of the eigenvalue with which an iteration ends.</param>
    public static Tensor Largest(Func<Tensor, Tensor> product, Tensor start, int most, double settled)
    {
        var (dominant, isSettled) = Dominant(product, start, most, settled);
        if (isSettled && dominant.gt(0).all().item<bool>()) return dominant;
        var shift = dominant.abs();
        return Dominant(v => product(v) + v * shift, start, most, settled).quotient - shift;
    }

    /// <summary>The Rayleigh quotient once it has settled in every row, [N, 1], and whether it has.</summary>
    private static (Tensor quotient, bool isSettled) Dominant(Func<Tensor, Tensor> product, Tensor start, int most, double settled)
    {
        var v = start / Norm(start);
        var quotient = zeros_like(Norm(start));
        for (var i = 0; i < most; i++)
        {
            using var scope = NewDisposeScope();
            var next = product(v);
            var before = quotient;
            quotient = (v * next).sum(1, keepdim: true).MoveToOuterDisposeScope();
            v = (next / Norm(next).clamp_min(double.Epsilon)).MoveToOuterDisposeScope();
            if ((quotient - before).abs().le(quotient.abs() * settled).all().item<bool>()) return (quotient, true);
        }

        return (quotient, false);
    }

    private static Tensor Norm(Tensor rows) => rows.square().sum(1, keepdim: true).sqrt();
}

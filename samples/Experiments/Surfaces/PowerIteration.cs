using static TorchSharp.torch;

namespace Experiments;

/// <summary>Eigenvalues of symmetric matrices that are known by their products with vectors; of several at once, a row for each.</summary>
internal static class PowerIteration
{
    /// <summary>How large a residual, as a part of the eigenvalue, an eigenvector may have.</summary>
    private const double LargestResidual = 0.05;

    /// <summary>The algebraically largest eigenvalue of each matrix, [N, 1].</summary>
    /// <remarks>
    /// Power iteration finds the eigenvalue of the largest magnitude, μ; where that is not the largest, another one finds the largest of
    /// H + |μ| I, which is |μ| more.
    /// </remarks>
    /// <param name="product">v ↦ H v, row by row, [N, D].</param>
    /// <param name="start">Where the iteration starts, [N, D]: orthogonal to no eigenvector that matters.</param>
    /// <param name="most">The most products of an iteration.</param>
    /// <param name="settled">The relative change of the eigenvalue with which an iteration ends.</param>
    public static Tensor Largest(Func<Tensor, Tensor> product, Tensor start, int most, double settled)
    {
        var (dominant, residual) = Dominant(product, start, most, settled);
        // Where two of the same magnitude and opposite signs mix, the quotient settles too, but on neither.
        if (dominant.gt(0).logical_and(residual.le(LargestResidual * dominant)).all().item<bool>()) return dominant;
        var shift = dominant.abs() + residual;
        // Both are Rayleigh quotients of H, which nothing exceeds but its largest eigenvalue: the larger is the better one.
        return maximum(dominant, Dominant(v => product(v) + v * shift, start, most, settled).quotient - shift);
    }

    /// <summary>The Rayleigh quotient q of v once it has settled in every row, and the norm of H v - q v, both [N, 1].</summary>
    private static (Tensor quotient, Tensor residual) Dominant(Func<Tensor, Tensor> product, Tensor start, int most, double settled)
    {
        var v = start / Norm(start);
        var (quotient, residual) = (zeros_like(Norm(start)), zeros_like(Norm(start)));
        for (var i = 0; i < most; i++)
        {
            using var scope = NewDisposeScope();
            var next = product(v);
            var before = quotient;
            quotient = (v * next).sum(1, keepdim: true).MoveToOuterDisposeScope();
            residual = Norm(next - quotient * v).MoveToOuterDisposeScope();
            v = (next / Norm(next).clamp_min(double.Epsilon)).MoveToOuterDisposeScope();
            if ((quotient - before).abs().le(quotient.abs() * settled).all().item<bool>()) break;
        }

        return (quotient, residual);
    }

    private static Tensor Norm(Tensor rows) => rows.square().sum(1, keepdim: true).sqrt();
}

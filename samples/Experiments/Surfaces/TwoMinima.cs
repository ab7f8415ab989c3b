using static TorchSharp.torch;

namespace Experiments;

/// <summary>
/// f(x) = Σ_d min(x_d², s (x_d - 1)²) (Malviya et al. 2023, equation 8): in every coordinate a flat minimum at 0, and one at 1
/// whose curvature 2s is chosen.
/// </summary>
/// <param name="sharpness">s of each point of a batch.</param>
internal sealed class TwoMinima(double[] sharpness) : Surface("Two minima", new(-2, 2, 0, 4))
{
    public override string Formula => "Σ min(x², s (x - 1)²), over the coordinates";

    public override Tensor Value(Tensor points)
    {
        var s = tensor(sharpness).unsqueeze(1);
        return minimum(points.square(), (points - 1).square() * s).sum(1);
    }

    /// <summary>Whether a coordinate is where the flat minimum is the lower branch: x² ≤ s (x - 1)².</summary>
    public static bool IsFlat(double x, double sharpness) => x * x <= sharpness * (x - 1) * (x - 1);
}

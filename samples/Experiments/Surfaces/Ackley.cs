using static TorchSharp.torch;

namespace Experiments;

/// <summary>Ackley's function (Malviya et al. 2023, equation 9): many local minima on a funnel, the global one 0 at the origin.</summary>
internal sealed class Ackley() : Surface("Ackley", Region.Square(-5, 5))
{
    public override string Formula => "-20 exp(-0.2 √((x² + y²) / 2)) - exp((cos 2πx + cos 2πy) / 2) + e + 20";

    public override Tensor Value(Tensor points)
    {
        var distance = points.square().mean([1]).sqrt();
        var waves = (points * (2 * Math.PI)).cos().mean([1]);
        return (distance * -0.2).exp() * -20 - waves.exp() + (Math.E + 20);
    }
}

using static TorchSharp.torch;

namespace Experiments;

/// <summary>Levy's function of two variables (Malviya et al. 2023, equation 11): the global minimum 0 at (1, 1).</summary>
/// <remarks>Two functions go by the name in two dimensions; the general one is the standard, N. 13 an option.</remarks>
/// <param name="number13">Levy's function N. 13 instead.</param>
internal sealed class Levy(bool number13 = false) : Surface("Levy", Region.Square(-10, 10))
{
    public override string Formula => number13
        ? "sin²(3πx) + (x - 1)² (1 + sin²(3πy)) + (y - 1)² (1 + sin²(2πy))"
        : "sin²(πu) + (u - 1)² (1 + 10 sin²(πu + 1)) + (v - 1)² (1 + sin²(2πv)), u = 1 + (x - 1) / 4, v = 1 + (y - 1) / 4";

    public override Tensor Value(Tensor points)
    {
        var x = points.select(1, 0);
        var y = points.select(1, 1);
        if (number13)
            return SineSquared(x * (3 * Math.PI)) + (x - 1).square() * (SineSquared(y * (3 * Math.PI)) + 1)
                + (y - 1).square() * (SineSquared(y * (2 * Math.PI)) + 1);
        var u = (x - 1) / 4 + 1;
        var v = (y - 1) / 4 + 1;
        return SineSquared(u * Math.PI) + (u - 1).square() * (SineSquared(u * Math.PI + 1) * 10 + 1)
            + (v - 1).square() * (SineSquared(v * (2 * Math.PI)) + 1);
    }

    private static Tensor SineSquared(Tensor angle) => angle.sin().square();
}

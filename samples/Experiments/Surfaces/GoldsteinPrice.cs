using static TorchSharp.torch;

namespace Experiments;

/// <summary>
/// The logarithm of the function of Goldstein and Price (Malviya et al. 2023, equation 10), standardised as by Picheny et al.
/// 2013: (log g - 8.693) / 2.427. The global minimum is -3.129 at (0, -1).
/// </summary>
/// <param name="scaled">
/// Picheny et al. also scale the variables: theirs are in [0, 1], and 4x - 2 takes the place of x. The standard variables, in
/// [-2, 2], are what the plots of the paper have on their axes.
/// </param>
internal sealed class GoldsteinPrice(bool scaled = false)
    : Surface("Goldstein-Price", scaled ? Region.Square(0, 1) : Region.Square(-2, 2))
{
    public override string Formula => "(log g - 8.693) / 2.427, g = [1 + (x + y + 1)² (19 - 14x + 3x² - 14y + 6xy + 3y²)] "
        + "[30 + (2x - 3y)² (18 - 32x + 12x² + 48y - 36xy + 27y²)]" + (scaled ? ", of 4x - 2 and 4y - 2" : "");

    public override Tensor Value(Tensor points)
    {
        var variables = scaled ? points * 4 - 2 : points;
        var x = variables.select(1, 0);
        var y = variables.select(1, 1);
        var (xx, xy, yy) = (x.square(), x * y, y.square());
        var first = (x + y + 1).square() * (19 - 14 * x + 3 * xx - 14 * y + 6 * xy + 3 * yy) + 1;
        var second = (2 * x - 3 * y).square() * (18 - 32 * x + 12 * xx + 48 * y - 36 * xy + 27 * yy) + 30;
        // The sum of logarithms: the product overflows long before they do.
        return (first.log() + second.log() - 8.693) / 2.427;
    }
}

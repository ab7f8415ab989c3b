using static TorchSharp.torch;

namespace Experiments;

/// <summary>
/// The sum of Ackley's and Rosenbrock's functions (Malviya et al. 2023, equation 12): Ackley's waves in a curved valley.
/// </summary>
/// <param name="weight">What Rosenbrock's function is multiplied by in the sum.</param>
internal sealed class AckleyRosenbrock(double weight) : Surface("Ackley + Rosenbrock", new(-2, 2, -1, 3))
{
    private readonly Ackley _ackley = new();

    public override string Formula => $"{_ackley.Formula} + {weight:0.####} [(1 - x)² + 100 (y - x²)²]";

    public override Tensor Value(Tensor points)
    {
        var x = points.select(1, 0);
        var y = points.select(1, 1);
        return _ackley.Value(points) + ((1 - x).square() + (y - x.square()).square() * 100) * weight;
    }
}

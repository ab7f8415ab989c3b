using OptimizerDsl.Optimizers;
using TorchSharp;

namespace OptimizerDsl.Tests;

/// <summary>Methods on TorchSharp tensors that the rules below call.</summary>
public static class Methods
{
    /// <summary>The elements in ascending order: no element-wise rule can say that.</summary>
    [Eager]
    public static torch.Tensor Sorted(torch.Tensor x)
    {
        var flat = x.reshape([x.numel()]);
        return flat.sort().Values.reshape(x.shape);
    }

    /// <summary>The first tensor, shifted by what the host knows.</summary>
    [Eager]
    public static torch.Tensor Shifted(torch.Tensor x, torch.Tensor by, double factor, int power, bool negative, Coefficients coefficients) =>
        x + by * (Math.Pow(factor, power) * (negative ? -1 : 1) * coefficients[^1]);

    /// <summary>What a test makes of a tensor.</summary>
    [Eager]
    public static torch.Tensor Chosen(torch.Tensor x) => Choice(x);

    /// <summary>What <see cref="Chosen"/> does at present.</summary>
    [ThreadStatic]
    public static Func<torch.Tensor, torch.Tensor>? Present;

    private static torch.Tensor Choice(torch.Tensor x) => Present is { } present ? present(x) : x.clone();
}

/// <summary>Hands over the gradient, a state and the parameter as they are, in one call after the other, and reduces in between.</summary>
[Optimizer]
public partial class Direct
{
    [Hyperparameter(AtLeast = 0)] double lr = 0.05;
    [Hyperparameter(AtLeast = 1)] int power = 2;
    [Hyperparameter] bool negative = true;
    [Hyperparameter] Coefficients betas = [0.5, 0.25];
    [State] Tensor m;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        Tensor sorted = Methods.Sorted(g);
        var scaled = sorted / (1 + Norm(sorted));
        Tensor shifted = Methods.Shifted(m, θ, lr + t, power, !negative, betas);
        m = 0.5 * shifted + scaled;
        θ -= lr * m;
    }
}

/// <summary>Calls within calls and expressions, results that are assigned again, reductions before and after.</summary>
[Optimizer]
public partial class Nested
{
    [Hyperparameter(AtLeast = 0)] double lr = 0.05;
    [Hyperparameter] bool twice = true;
    [State("exp_avg")] Tensor m;
    [State] Tensor n;

    static Tensor Halved(Tensor x) => 0.5 * (Tensor)Methods.Sorted(x);

    void Update(ref Tensor θ, Tensor g)
    {
        m = Lerp(m, g, 0.1);
        var unit = m / (Norm(m) + 1);
        Tensor d = Methods.Sorted(Methods.Sorted(unit * (twice ? 2 : 1)));
        d += Halved(g - θ);
        d = d / (1 + MaxAbs(d));
        n = Max(n, Abs(d));
        θ -= lr * d / (Sqrt(n) + 0.1) + lr * Sqrt(Abs(Methods.Sorted(n)));
    }
}

/// <summary>A step along what a test makes of the gradient.</summary>
[Optimizer]
public partial class Probe
{
    [Hyperparameter(AtLeast = 0)] double lr = 0.5;
    [State("momentum_buffer")] Tensor m;

    void Update(ref Tensor θ, Tensor g)
    {
        m = 0.5 * m + g;
        Tensor d = Methods.Chosen(2 * m);
        θ -= lr * d;
    }
}

/// <summary>Critical momenta on matrices: the composed class calls a method of another assembly.</summary>
[MemoryAugmented<Muon>(Capacity = 3)] public partial class MuonCM;

[Clipped<Nested>(MaxNorm = 0.5)] public partial class ClippedNested;

[MemoryAugmented<Probe>(Capacity = 2, Critical = Critical.Gradient)] public partial class ProbeCG;

[Cautious<Probe>] public partial class CautiousProbe;

namespace OptimizerDsl.Optimizers;

/// <summary>Prodigy (Mishchenko and Defazio 2024, Algorithm 4): Adam that finds its own learning rate, d.</summary>
/// <remarks>A parameter that had no gradient in a step keeps its estimate of that step.</remarks>
[Optimizer]
public partial class Prodigy
{
    /// <summary>γ of the paper, a factor of the learning rate that is found.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1;

    /// <summary>The decay of the first moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.999;

    /// <summary>Keeps the denominator from zero; added outside the root, times d.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    /// <summary>The first estimate of d.</summary>
    [Hyperparameter(Above = 0)] double d0 = 1e-6;

    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;
    [State] Tensor s;
    [State("p0", Init = Init.Parameter)] Tensor θ0;
    [State] Scalar r;
    [State(Init = nameof(d0))] Scalar d;

    void Update(ref Tensor θ, Tensor g)
    {
        var slow = Sqrt(beta2);
        m = beta1 * m + (1 - beta1) * d * g;
        v = beta2 * v + (1 - beta2) * d * d * g * g;
        r = slow * r + (1 - slow) * lr * d * d * Dot(g, θ0 - θ, Over.All);
        s = slow * s + (1 - slow) * lr * d * d * g;
        θ -= lr * d * m / (Sqrt(v) + d * eps);

        var length = Sum(Abs(s), Over.All);
        d = Where(length > 0, Max(d, r / length), d);
    }
}

namespace OptimizerDsl.Optimizers;

/// <summary>Prodigy (Mishchenko and Defazio 2024, Algorithm 4): Adam that finds its own learning rate, d.</summary>
/// <remarks>
/// There is one d for all parameters, also for those that come later. A parameter that has no gradient in a step has no part in its
/// estimate then. A group whose lr is 0 neither moves nor counts.
/// </remarks>
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

    /// <summary>By how much of itself, times lr and d, a parameter shrinks in a step.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;
    [State] Tensor s;
    [State("p0", Init = Init.Parameter)] Tensor θ0;
    [State(Over = Over.All)] Scalar r;
    [State(Over = Over.All, Init = nameof(d0))] Scalar d;

    void Update(ref Tensor θ, Tensor g)
    {
        var slow = Sqrt(beta2);
        m = beta1 * m + (1 - beta1) * d * g;
        v = beta2 * v + (1 - beta2) * d * d * g * g;
        r = slow * r + (1 - slow) * d * d * Dot(lr * g, θ0 - θ, Over.All);
        s = slow * s + (1 - slow) * lr * d * d * g;
        θ *= 1 - lr * d * weight_decay;
        θ -= lr * d * m / (Sqrt(v) + d * eps);

        var length = Sum(Abs(s), Over.All);
        d = Where(length > 0, Max(d, r / length), d);
    }
}

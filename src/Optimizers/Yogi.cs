namespace OptimizerDsl.Optimizers;

/// <summary>Yogi (Zaheer et al. 2018, Algorithm 2): Adam whose second moment changes by no more than the gradient is large.</summary>
/// <remarks>
/// As in the paper there is no bias correction; the second moment begins with 1e-6, as in the authors' experiments.
/// </remarks>
[Optimizer]
public partial class Yogi
{
    /// <summary>The learning rate, η of the paper.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;

    /// <summary>The decay of the first moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.999;

    /// <summary>Keeps the denominator from zero; added outside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-3;

    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq", Init = 1e-6)] Tensor v;

    void Update(ref Tensor θ, Tensor g)
    {
        m = beta1 * m + (1 - beta1) * g;
        v -= (1 - beta2) * Sign(v - g * g) * g * g;
        θ -= lr * m / (Sqrt(v) + eps);
    }
}

namespace OptimizerDsl.Optimizers;

/// <summary>AdaBelief (Zhuang et al. 2020, Algorithm 2): the step is large where the gradient is what its momentum predicted.</summary>
/// <remarks>The defaults are the paper's; the authors' later code has an eps of 1e-16.</remarks>
[Optimizer]
public partial class AdaBelief
{
    /// <summary>The learning rate, α of the paper.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;

    /// <summary>The decay of the first moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9;

    /// <summary>The decay of the variance.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.999;

    /// <summary>Keeps the denominator from zero; added to the variance in every step, and outside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    [State("exp_avg")] Tensor m;
    [State("exp_avg_var")] Tensor s;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        m = beta1 * m + (1 - beta1) * g;
        s = beta2 * s + (1 - beta2) * Square(g - m) + eps;
        θ -= lr * (m / (1 - Pow(beta1, t))) / (Sqrt(s / (1 - Pow(beta2, t))) + eps);
    }
}

namespace OptimizerDsl.Optimizers;

/// <summary>Quasi-hyperbolic Adam (Ma and Yarats 2019, equation 8): between Adam and the plain gradient, above and below the line.</summary>
/// <remarks>The defaults are those that the paper recommends; with both nus 1 it is Adam.</remarks>
[Optimizer]
public partial class QHAdam
{
    /// <summary>The learning rate, α of the paper.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;

    /// <summary>The decay of the first moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.995;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.999;

    /// <summary>How much of the first moment, instead of the gradient, is above the line.</summary>
    [Hyperparameter] double nu1 = 0.7;

    /// <summary>How much of the second moment, instead of the squared gradient, is below the line.</summary>
    [Hyperparameter] double nu2 = 1;

    /// <summary>Keeps the denominator from zero; added outside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        m = beta1 * m + (1 - beta1) * g;
        v = beta2 * v + (1 - beta2) * g * g;
        var first = Lerp(g, m / (1 - Pow(beta1, t)), nu1);
        var second = Lerp(g * g, v / (1 - Pow(beta2, t)), nu2);
        θ -= lr * first / (Sqrt(second) + eps);
    }
}

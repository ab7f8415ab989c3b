namespace OptimizerDsl.Optimizers;

/// <summary>AdamW that moves only where its momentum and the gradient agree in sign (Liang et al. 2024, Algorithm 2).</summary>
/// <remarks>
/// The mask is scaled by the inverse of its mean, bounded as in the authors' code; the paper has the number of elements over that
/// of the agreeing ones plus 1. Bias corrections, eps and weight decay are those of <c>torch.optim.AdamW</c>.
/// </remarks>
[Optimizer]
public partial class CautiousAdamW
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;

    /// <summary>The decay of the first moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.999;

    /// <summary>Keeps the denominator from zero; added outside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    /// <summary>By how much of itself, times the learning rate, a parameter shrinks in a step.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 1e-2;

    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        θ *= 1 - lr * weight_decay;
        m = beta1 * m + (1 - beta1) * g;
        v = beta2 * v + (1 - beta2) * g * g;
        var agrees = Where(m * g > 0, 1, 0);
        var update = m / (1 - Pow(beta1, t)) / (Sqrt(v) / Sqrt(1 - Pow(beta2, t)) + eps);
        θ -= lr * update * agrees / Max(Mean(agrees), 1e-3);
    }
}

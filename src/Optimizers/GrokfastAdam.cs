namespace OptimizerDsl.Optimizers;

/// <summary>Adam behind Grokfast-EMA (Lee et al. 2024, Algorithm 2): the slow part of the gradient is amplified.</summary>
/// <remarks>As in the authors' code, the average begins as the first gradient.</remarks>
[Optimizer]
public partial class GrokfastAdam
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;

    /// <summary>The decay of the average that is the slow part, α of the paper.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double alpha = 0.98;

    /// <summary>The decay of the first moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.999;

    /// <summary>By how much the slow part is amplified, λ of the paper.</summary>
    [Hyperparameter(AtLeast = 0)] double amplification = 2;

    /// <summary>Keeps the denominator from zero; added outside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    [State("grad_avg", Init = Init.Gradient)] Tensor slow;
    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        slow = alpha * slow + (1 - alpha) * g;
        var filtered = g + amplification * slow;
        m = beta1 * m + (1 - beta1) * filtered;
        v = beta2 * v + (1 - beta2) * filtered * filtered;
        θ -= lr * (m / (1 - Pow(beta1, t))) / (Sqrt(v / (1 - Pow(beta2, t))) + eps);
    }
}

using OptimizerDsl;
using static OptimizerDsl.Equations;

namespace Experiments;

/// <summary>Adam with critical momenta (Malviya et al. 2023, Algorithm 1), of a loss with an L2 penalty.</summary>
/// <remarks>
/// The library's AdamCM has no weight decay, as the paper's algorithm. Here its gradient is part of the gradient, as in Adam, so that
/// the two are trained on the same loss; the authors' code decays the weights apart from it, as AdamW.
/// </remarks>
[MemoryAugmented(Capacity = 5, Decay = 0.7)]
internal partial class RegularizedAdamCM
{
    /// <summary>The learning rate, α of the paper.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;

    /// <summary>The decay of the first moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.99;

    /// <summary>Keeps the denominator from zero; added inside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    /// <summary>The L2 penalty, added to the gradient.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;

    void Update(ref Tensor θ, Tensor g, CriticalMemory memory, int t)
    {
        m = beta1 * m + (1 - beta1) * (g + weight_decay * θ);
        var aggregated = memory.Aggregate(m);
        v = beta2 * v + (1 - beta2) * aggregated * aggregated;
        θ -= lr * (aggregated / (1 - Pow(beta1, t))) / Sqrt(v / (1 - Pow(beta2, t)) + eps);
    }
}

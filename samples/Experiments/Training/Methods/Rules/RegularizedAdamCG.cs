using OptimizerDsl;
using static OptimizerDsl.Equations;

namespace Experiments;

/// <summary>Adam with critical gradients (McRae et al. 2022; Malviya et al. 2023, Algorithm 1), of a loss with an L2 penalty.</summary>
/// <remarks>
/// The library's AdamCG has no weight decay, as the paper's algorithm. Here it is added to the aggregated gradient, as in the authors'
/// code: the memory keeps gradients of the loss alone.
/// </remarks>
[MemoryAugmented(Capacity = 5, Decay = 0.7)]
internal partial class RegularizedAdamCG
{
    /// <summary>The learning rate, α of the paper.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;

    /// <summary>The decay of the first moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.99;

    /// <summary>Keeps the denominator from zero; added inside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    /// <summary>The L2 penalty, added to the aggregated gradient.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;

    void Update(ref Tensor θ, Tensor g, CriticalMemory memory, int t)
    {
        var aggregated = memory.Aggregate(g) + weight_decay * θ;
        m = beta1 * m + (1 - beta1) * aggregated;
        v = beta2 * v + (1 - beta2) * aggregated * aggregated;
        θ -= lr * (m / (1 - Pow(beta1, t))) / Sqrt(v / (1 - Pow(beta2, t)) + eps);
    }
}

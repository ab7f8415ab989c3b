namespace OptimizerDsl.Optimizers;

/// <summary>Adam with critical gradients (McRae et al. 2022; Malviya et al. 2023, Algorithm 1).</summary>
/// <remarks><see cref="PublishedAdamCG"/> is the same optimizer as the authors' code has it.</remarks>
[MemoryAugmented(Capacity = 5, Decay = 0.7)]
public partial class AdamCG
{
    /// <summary>The learning rate, α of the paper.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;

    /// <summary>The decay of the first moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.99;

    /// <summary>Keeps the denominator from zero; added inside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;

    void Update(ref Tensor θ, Tensor g, CriticalMemory memory, int t)
    {
        var aggregated = memory.Aggregate(g);
        m = beta1 * m + (1 - beta1) * aggregated;
        v = beta2 * v + (1 - beta2) * aggregated * aggregated;
        θ -= lr * (m / (1 - Pow(beta1, t))) / Sqrt(v / (1 - Pow(beta2, t)) + eps);
    }
}

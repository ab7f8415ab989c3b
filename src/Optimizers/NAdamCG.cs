namespace OptimizerDsl.Optimizers;

/// <summary><see cref="NAdam"/> with critical gradients (McRae et al. 2022, Algorithm 1).</summary>
[MemoryAugmented<NAdam>(Capacity = 10, Decay = 0.7, Critical = Critical.Gradient)]
public partial class NAdamCG;

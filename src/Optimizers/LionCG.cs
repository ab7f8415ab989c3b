namespace OptimizerDsl.Optimizers;

/// <summary><see cref="Lion"/> with critical gradients (McRae et al. 2022, Algorithm 1).</summary>
[MemoryAugmented<Lion>(Capacity = 10, Decay = 0.7, Critical = Critical.Gradient)]
public partial class LionCG;

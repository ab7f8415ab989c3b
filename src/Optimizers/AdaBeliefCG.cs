namespace OptimizerDsl.Optimizers;

/// <summary><see cref="AdaBelief"/> with critical gradients (McRae et al. 2022, Algorithm 1).</summary>
[MemoryAugmented<AdaBelief>(Capacity = 10, Decay = 0.7, Critical = Critical.Gradient)]
public partial class AdaBeliefCG;

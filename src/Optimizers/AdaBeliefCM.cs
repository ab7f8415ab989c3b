namespace OptimizerDsl.Optimizers;

/// <summary><see cref="AdaBelief"/> with critical momenta (Malviya et al. 2023, Algorithm 1).</summary>
[MemoryAugmented<AdaBelief>(Capacity = 5, Decay = 0.7)]
public partial class AdaBeliefCM;

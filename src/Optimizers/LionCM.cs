namespace OptimizerDsl.Optimizers;

/// <summary><see cref="Lion"/> with critical momenta (Malviya et al. 2023, Algorithm 1).</summary>
[MemoryAugmented<Lion>(Capacity = 5, Decay = 0.7)]
public partial class LionCM;

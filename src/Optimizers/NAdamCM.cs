namespace OptimizerDsl.Optimizers;

/// <summary><see cref="NAdam"/> with critical momenta (Malviya et al. 2023, Algorithm 1).</summary>
[MemoryAugmented<NAdam>(Capacity = 5, Decay = 0.7)]
public partial class NAdamCM;

namespace OptimizerDsl.Optimizers;

/// <summary>Momentum with critical momenta (Malviya et al. 2023, Algorithm 1, on the momentum of Polyak 1964).</summary>
[MemoryAugmented<HeavyBall>(Capacity = 5, Decay = 0.7)]
public partial class SgdCM;

namespace OptimizerDsl.Optimizers;

/// <summary>RMSprop with critical gradients (McRae et al. 2022, Algorithm 1).</summary>
/// <remarks><see cref="PublishedRMSpropCG"/> is the same optimizer as the authors' code has it.</remarks>
[MemoryAugmented<RMSprop>(Capacity = 10, Decay = 0.7, Critical = Critical.Gradient)]
public partial class RMSpropCG;

namespace OptimizerDsl.Optimizers;

/// <summary>Gradient descent with critical gradients, with a momentum or without (McRae et al. 2022, Algorithm 1).</summary>
/// <remarks><see cref="PublishedSgdCG"/> is the same optimizer as the authors' code has it.</remarks>
[MemoryAugmented<Sgd>(Capacity = 10, Decay = 0.7, Critical = Critical.Gradient)]
public partial class SgdCG;

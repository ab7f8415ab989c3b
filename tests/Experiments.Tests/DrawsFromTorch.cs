namespace Experiments.Tests;

/// <summary>
/// Tests that compare what is drawn with the random numbers of all of torch: initial weights, dropout. They run while no others do,
/// which would draw in between.
/// </summary>
[CollectionDefinition(nameof(DrawsFromTorch), DisableParallelization = true)]
public sealed class DrawsFromTorch;

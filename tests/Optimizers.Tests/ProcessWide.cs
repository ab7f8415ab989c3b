namespace OptimizerDsl.Tests;

/// <summary>
/// Tests of something that the whole process shares: the number of threads, the width of vectors, where devices are found, how
/// much is allocated. They run while no others do.
/// </summary>
[CollectionDefinition(nameof(ProcessWide), DisableParallelization = true)]
public sealed class ProcessWide;

namespace OptimizerDsl.Compiled;

/// <summary>A part of a checkpoint ends where this program has something more, which was declared since.</summary>
internal sealed class MissingFromCheckpointException(string name)
    : FormatException($"The checkpoint ends where this optimizer has '{name}'; it was saved by a former version of it.");

namespace Experiments;

/// <summary>The data of a task, read and checked: the examples to train, validate and test with. Shared by runs, and not changed by them.</summary>
internal abstract class DataSets : IDisposable
{
    /// <summary>How many examples there are of which kind, in a line.</summary>
    public abstract string Description { get; }

    public abstract void Dispose();
}

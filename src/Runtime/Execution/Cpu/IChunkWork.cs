using System.ComponentModel;

namespace OptimizerDsl.Compiled;

/// <summary>Work in independent chunks, that <see cref="WorkerPool"/> shares out to threads.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IChunkWork
{
    /// <summary>Does one chunk, on any thread and in any order.</summary>
    /// <remarks>
    /// A reduction writes the total of its chunk where only that chunk writes, and the caller combines the totals in the
    /// order of the chunks once all are done: the result is the same on any number of threads.
    /// </remarks>
    /// <param name="chunk">The index of the chunk.</param>
    void Run(int chunk);
}

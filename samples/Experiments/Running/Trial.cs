namespace Experiments;

/// <summary>What an experiment runs with.</summary>
/// <param name="Settings">Its settings.</param>
/// <param name="Contestants">The optimizers that take part.</param>
/// <param name="Seed">What all random numbers are drawn with.</param>
/// <param name="Progress">Told of every piece of work, from any thread.</param>
/// <param name="Cancellation">Ends it.</param>
internal sealed record Trial(
    Settings Settings, IReadOnlyList<Contestant> Contestants, int Seed, Action Progress, CancellationToken Cancellation)
{
    /// <summary>Says that a piece of work is done.</summary>
    /// <exception cref="OperationCanceledException">The trial was cancelled.</exception>
    public void Advance()
    {
        Cancellation.ThrowIfCancellationRequested();
        Progress();
    }

    /// <summary>Does independent work on all cores; results come in the order of the items.</summary>
    public IReadOnlyList<TResult> OnAllCores<T, TResult>(IReadOnlyList<T> items, Func<T, TResult> work)
    {
        var results = new TResult[items.Count];
        Parallel.For(0, items.Count, new ParallelOptions { CancellationToken = Cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount },
            i => results[i] = work(items[i]));
        return results;
    }
}

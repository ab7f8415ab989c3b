namespace Experiments;

/// <summary>Does work on other threads before its results are asked for.</summary>
internal static class Prefetching
{
    /// <summary>The results for all places, in their order, of which a few at a time are being made ahead.</summary>
    /// <param name="places">What there are results for.</param>
    /// <param name="make">Begins to make one.</param>
    /// <param name="ahead">How many are made ahead of the one that is waited for.</param>
    /// <remarks>Ends all that it began before it ends itself. A result that failed throws when its turn comes.</remarks>
    public static IEnumerable<T> Ahead<TPlace, T>(this IEnumerable<TPlace> places, Func<TPlace, CancellationToken, Task<T>> make, int ahead)
    {
        using var cancellation = new CancellationTokenSource();
        Queue<Task<T>> begun = [];
        try
        {
            foreach (var place in places)
            {
                begun.Enqueue(make(place, cancellation.Token));
                if (begun.Count > ahead) yield return begun.Dequeue().GetAwaiter().GetResult();
            }

            while (begun.Count > 0) yield return begun.Dequeue().GetAwaiter().GetResult();
        }
        finally
        {
            cancellation.Cancel();
            Task.WhenAll(begun.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        }
    }
}

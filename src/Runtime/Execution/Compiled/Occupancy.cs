namespace OptimizerDsl.Compiled;

/// <summary>Whether a call of an optimizer is running, so that no other changes what it works on: from another thread, or from its closure.</summary>
/// <param name="optimizer">What messages call the optimizer.</param>
internal sealed class Occupancy(string optimizer)
{
    // The thread of the call that is running; 0 without one.
    private int _thread;
    private string _method = "";

    /// <summary>Begins a call, which ends when the result is disposed.</summary>
    /// <exception cref="InvalidOperationException">One is running already.</exception>
    public Occupation Enter(string method)
    {
        if (Interlocked.CompareExchange(ref _thread, Environment.CurrentManagedThreadId, 0) != 0) throw Refused(method);
        _method = method;
        return new(this);
    }

    /// <summary>The same for a call that others of this thread make as a part of theirs.</summary>
    /// <exception cref="InvalidOperationException">One of another thread is running.</exception>
    public Occupation EnterOrShare(string method)
    {
        var thread = Interlocked.CompareExchange(ref _thread, Environment.CurrentManagedThreadId, 0);
        if (thread == Environment.CurrentManagedThreadId) return default;
        if (thread != 0) throw Refused(method);
        _method = method;
        return new(this);
    }

    internal void Leave() => Volatile.Write(ref _thread, 0);

    private InvalidOperationException Refused(string method) => new(
        $"{optimizer}.{method} was called while its {_method} is running, and has changed nothing (an optimizer is for one thread at a time, and its closure must leave it alone).");
}

/// <summary>A running call of an optimizer.</summary>
/// <param name="occupancy">What it occupies; null if it is a part of another call.</param>
internal readonly ref struct Occupation(Occupancy? occupancy) : IDisposable
{
    public void Dispose() => occupancy?.Leave();
}

namespace OptimizerDsl.Compiled;

public abstract partial class CompiledOptimizer
{
    private Action? _beforeStep, _afterStep;

    /// <summary>Calls the hook before each step, ahead of the closure, until the result is disposed.</summary>
    internal IDisposable RunBefore(Action hook)
    {
        _beforeStep += hook;
        return new Registration(() => _beforeStep -= hook);
    }

    /// <summary>Calls the hook after each step that has been taken, until the result is disposed.</summary>
    internal IDisposable RunAfter(Action hook)
    {
        _afterStep += hook;
        return new Registration(() => _afterStep -= hook);
    }

    private sealed class Registration(Action remove) : IDisposable
    {
        private Action? _remove = remove;

        public void Dispose() => Interlocked.Exchange(ref _remove, null)?.Invoke();
    }
}

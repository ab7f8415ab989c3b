using OptimizerDsl.Compiled;

namespace OptimizerDsl;

/// <summary>Calls something of yours around each step of an optimizer.</summary>
public static class StepHooks
{
    /// <summary>Calls the hook before each step, ahead of the closure. What it throws, the step throws, and has changed nothing.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="hook">What to call, with the optimizer. Hooks are called in the order in which they were added.</param>
    /// <returns>To be disposed when the hook is no longer to be called.</returns>
    public static IDisposable BeforeStep<TOptimizer>(this TOptimizer optimizer, Action<TOptimizer> hook) where TOptimizer : CompiledOptimizer
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(hook);
        return optimizer.RunBefore(() => hook(optimizer));
    }

    /// <summary>Calls the hook after each step. What it throws, the step throws, but it has been taken then.</summary>
    /// <inheritdoc cref="BeforeStep"/>
    public static IDisposable AfterStep<TOptimizer>(this TOptimizer optimizer, Action<TOptimizer> hook) where TOptimizer : CompiledOptimizer
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(hook);
        return optimizer.RunAfter(() => hook(optimizer));
    }
}

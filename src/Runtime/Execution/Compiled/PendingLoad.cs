using TorchSharp.Modules;

namespace OptimizerDsl.Compiled;

/// <summary>What a checkpoint has given so far. It takes effect as a whole once the last state has been read, or not at all.</summary>
/// <remarks>
/// TorchSharp's <c>load_state_dict(BinaryReader)</c> is not virtual: it loads the options of one group after the other, then
/// one state after the other, each into its object. Collecting them here keeps the optimizer as it was until all fit.
/// </remarks>
internal sealed class PendingLoad(CompiledOptimizer optimizer)
{
    private readonly Dictionary<CompiledOptions, CompiledOptions> _options = [];
    private readonly Dictionary<CompiledState, LoadedState> _states = [];
    private readonly List<Action> _others = [];
    private bool _isHeld;
    private int _thread;

    /// <summary>Whether the options take effect too, or stay as they are.</summary>
    public bool TakesOptions { get; set; } = true;

    public void Add(CompiledOptions target, CompiledOptions loaded)
    {
        if (ReferenceEquals(target, optimizer.Groups[0].Options)) Discard();
        RequireThread();
        _options.Add(target, loaded);
    }

    /// <exception cref="InvalidDataException">The state has been read before: the checkpoint has two of its name.</exception>
    public void Add(CompiledState target, LoadedState loaded)
    {
        RequireThread();
        if (!_states.TryAdd(target, loaded))
            throw new InvalidDataException($"The checkpoint has two parameters '{target.GivenName}'; it is damaged. Nothing was loaded.");
        if (_states.Count == optimizer.Slots.Count && !_isHeld) Take();
    }

    /// <summary>Adds what is to be done when all takes effect.</summary>
    public void Add(Action take) => _others.Add(take);

    /// <summary>Begins anew and does not let the states take effect before <see cref="Release"/>: others, that are read later, may not fit.</summary>
    public void Hold()
    {
        Discard();
        _isHeld = true;
    }

    /// <summary>Lets what has been read take effect.</summary>
    public void Release()
    {
        _isHeld = false;
        Take();
    }

    /// <summary>Forgets what has been read, if it has not taken effect.</summary>
    public void Abandon()
    {
        Discard();
        (_isHeld, TakesOptions) = (false, true);
    }

    private void Take()
    {
        using var occupied = optimizer.Occupancy.Enter("load_state_dict");
        if (_states.Count == optimizer.Slots.Count) optimizer.Reconcile([.. optimizer.Slots.Select(s => _states[s.State])]);
        foreach (var (options, values) in _options)
            if (TakesOptions) options.Take(values);
        foreach (var (state, values) in _states) state.Take(values);
        foreach (var take in _others) take();
        Clear();
    }

    /// <summary>A load that another thread begins takes the place of the one that is under way.</summary>
    private void RequireThread()
    {
        if (_thread == 0) _thread = Environment.CurrentManagedThreadId;
        if (_thread == Environment.CurrentManagedThreadId) return;
        throw new InvalidOperationException("Another thread has begun to load into this optimizer; this load has changed nothing (an optimizer is for one thread at a time).");
    }

    /// <summary>The options that a state's group is about to have.</summary>
    public OptimizerOptions OptionsFor(OptimizerOptions current) =>
        TakesOptions && current is CompiledOptions own && _options.TryGetValue(own, out var loaded) ? loaded : current;

    /// <summary>Forgets an attempt that did not get to its end.</summary>
    private void Discard()
    {
        _thread = Environment.CurrentManagedThreadId;
        foreach (var loaded in _states.Values) loaded.Dispose();
        Clear();
    }

    private void Clear()
    {
        _options.Clear();
        _states.Clear();
        _others.Clear();
    }
}

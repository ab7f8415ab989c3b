using TorchSharp.Modules;

namespace OptimizerDsl.Compiled;

/// <summary>What a checkpoint has given so far. It takes effect as a whole once the last state has been read, or not at all.</summary>
/// <remarks>
/// TorchSharp's <c>load_state_dict(BinaryReader)</c> is not virtual: it loads the options of one group after the other, then
/// one state after the other, each into its object. Collecting them here keeps the optimizer as it was until all fit.
/// </remarks>
internal sealed class PendingLoad(CompiledOptimizer optimizer)
{
    private readonly List<(CompiledOptions Target, CompiledOptions Loaded)> _options = [];
    private readonly List<(CompiledState Target, LoadedState Loaded)> _states = [];
    private bool _isHeld;

    public void Add(CompiledOptions target, CompiledOptions loaded)
    {
        if (ReferenceEquals(target, optimizer.Groups[0].Options)) Discard();
        _options.Add((target, loaded));
    }

    public void Add(CompiledState target, LoadedState loaded)
    {
        _states.Add((target, loaded));
        if (_states.Count == optimizer.Slots.Count && !_isHeld) Take();
    }

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

    private void Take()
    {
        optimizer.Reconcile([.. _states.Select(s => s.Loaded)]);
        foreach (var (options, values) in _options) options.Take(values);
        foreach (var (state, values) in _states) state.Take(values);
        _options.Clear();
        _states.Clear();
    }

    /// <summary>The options that a state's group is about to have.</summary>
    public OptimizerOptions OptionsFor(OptimizerOptions current) =>
        _options.FirstOrDefault(o => ReferenceEquals(o.Target, current)).Loaded ?? current;

    /// <summary>Forgets an attempt that did not get to its end.</summary>
    private void Discard()
    {
        foreach (var (_, loaded) in _states) loaded.Dispose();
        _options.Clear();
        _states.Clear();
    }
}

using OptimizerDsl.Compiled;
using TorchSharp.Modules;
using static TorchSharp.torch.optim;

namespace OptimizerDsl.Training;

/// <summary>Loads a checkpoint of an optimizer into one that may have other wrappers around it, or none.</summary>
/// <remarks>
/// Behind the options of the groups come the entries of the wrappers, and before the states what each Lookahead keeps, both from the
/// outermost. Checkpoints of before there were entries tell by the number of states how often Lookahead is in them. A wrapper
/// goes on as it is if the checkpoint has nothing of it, but Lookahead begins anew.
/// </remarks>
internal sealed class WrappedCheckpoint : IDisposable
{
    private readonly List<OptimizerWrapper> _wrappers = [];
    private readonly List<Lookahead> _lookaheads = [];
    private readonly List<Action> _takes = [];
    private readonly OptimizerHelper _outermost, _optimizer;
    private readonly Optimizer.StateDictionary _own;
    private readonly bool _options;
    private Lookahead? _nobodys;

    public WrappedCheckpoint(OptimizerHelper optimizer, bool options)
    {
        _outermost = optimizer;
        for (; optimizer is OptimizerWrapper wrapper; optimizer = (OptimizerHelper)wrapper.Inner) _wrappers.Add(wrapper);
        (_optimizer, _own, _options) = (optimizer, optimizer.state_dict(), options);
        if (Loading is null && !options)
            throw new NotSupportedException("An optimizer of TorchSharp's own loads its hyperparameters with its states.");
    }

    /// <summary>The counters, the slow weights and the end.</summary>
    private long LookaheadStates => _own.State.Count + 2;

    private PendingLoad? Loading => (_optimizer as CompiledOptimizer)?.Loading;

    /// <summary>The same without what belongs to wrappers.</summary>
    public static Optimizer.StateDictionary Bare(OptimizerHelper optimizer, Optimizer.StateDictionary state)
    {
        if (!state.Options.Any(o => o is WrapperOptions)) return state;
        var states = state.State.Where(s => !Lookahead.Keeps(s));
        return Replaced(optimizer, state.Options.Where(o => o is not WrapperOptions), states);
    }

    /// <summary>A dictionary of these, which only an optimizer can make.</summary>
    public static Optimizer.StateDictionary Replaced(
        OptimizerHelper optimizer, IEnumerable<OptimizerOptions> options, IEnumerable<OptimizerState> states)
    {
        var replaced = optimizer.state_dict();
        replaced.Options.Clear();
        replaced.Options.AddRange(options);
        replaced.State.Clear();
        replaced.State.AddRange(states);
        return replaced;
    }

    /// <summary>Reads what follows the head of the checkpoint, and takes it over as a whole.</summary>
    /// <param name="reader">Where the options of the groups begin.</param>
    /// <param name="name">The name of the class that was saved.</param>
    /// <param name="options">The number of options, those of groups and those of wrappers.</param>
    /// <param name="states">The number of states, with what wrappers keep.</param>
    /// <exception cref="InvalidDataException">It is damaged, or of another optimizer; nothing has been loaded.</exception>
    public void Load(BinaryReader reader, string name, long options, long states)
    {
        if (Loading is { } loading) loading.TakesOptions = _options;
        var all = _outermost.state_dict();
        if (all.State.Count != _own.State.Count + LookaheadStates * _wrappers.OfType<Lookahead>().Count())
        {
            LoadInPlace(reader, name, options, states, all);
            return;
        }

        if (options == _own.Options.Count) RequireKnown(name);
        if (options < _own.Options.Count) throw OtherNumber("parameter groups", options, _own.Options.Count);
        Loading?.Hold();
        foreach (var group in _own.Options) group.LoadStateDict(reader);
        var wrappers = ReadEntries(reader, options - _own.Options.Count, name);
        Match(wrappers.Count > 0 || name == _optimizer.GetType().Name ? wrappers : Unnamed(states));
        if (states - LookaheadStates * _lookaheads.Count != _own.State.Count) throw OtherNumber("states", states, _own.State.Count);
        foreach (var lookahead in _lookaheads) lookahead.Read(reader);
        foreach (var state in _own.State) state.LoadStateDict(reader);

        Loading?.Release();
        foreach (var take in _takes) take();
    }

    /// <summary>Forgets what has been read if it has not been taken over.</summary>
    public void Dispose()
    {
        Loading?.Abandon();
        foreach (var lookahead in _lookaheads) lookahead.Abandon();
        _nobodys?.Dispose();
    }

    /// <summary>A wrapper of somebody else's may keep states of its own, which only the same wrappers know where to find.</summary>
    private void LoadInPlace(BinaryReader reader, string name, long options, long states, Optimizer.StateDictionary all)
    {
        if (name != _outermost.GetType().Name) throw OtherOptimizer(name);
        if (options != all.Options.Count) throw OtherNumber("parameter groups", options, all.Options.Count);
        if (states != all.State.Count) throw OtherNumber("states", states, all.State.Count);
        foreach (var group in all.Options) group.LoadStateDict(reader);
        foreach (var state in all.State) state.LoadStateDict(reader);
    }

    private List<WrapperOptions.Entry> ReadEntries(BinaryReader reader, long count, string name)
    {
        List<WrapperOptions.Entry> entries = [];
        for (; count > 0; count--) entries.Add(WrapperOptions.Read(reader));
        if (entries.Count > 0 && entries[0].Wrapper != name) throw OtherOptimizer(name);
        if (entries.Count > 0 && entries[^1].Inner != _optimizer.GetType().Name) throw OtherOptimizer(entries[^1].Inner);
        return entries;
    }

    /// <summary>Each goes to the outermost wrapper of its kind that has none yet.</summary>
    private void Match(IReadOnlyList<WrapperOptions.Entry> entries)
    {
        var left = _wrappers.ToList();
        foreach (var entry in entries)
        {
            var wrapper = left.Find(w => w.GetType().Name == entry.Wrapper);
            if (wrapper is not null)
            {
                left.Remove(wrapper);
                _takes.Add(entry.AcceptedBy(wrapper, _options));
            }

            if (entry.Wrapper != nameof(Lookahead)) continue;
            var lookahead = wrapper as Lookahead ?? (_nobodys ??= Nobodys());
            _lookaheads.Add(lookahead);
            if (lookahead != _nobodys) _takes.Add(() => lookahead.TakeRead(_options));
        }

        foreach (var lookahead in left.OfType<Lookahead>()) _takes.Add(lookahead.BeginAnew);
    }

    /// <summary>In a checkpoint of before there were entries: Lookahead, as often as the states say. The others kept nothing.</summary>
    private List<WrapperOptions.Entry> Unnamed(long states)
    {
        var count = Math.Clamp((states - _own.State.Count) / LookaheadStates, 0, 8);
        return [.. Enumerable.Repeat(new WrapperOptions.Entry(nameof(Lookahead), "", new Dictionary<string, double>()), (int)count)];
    }

    /// <summary>To read over what the checkpoint has of a Lookahead that is not here.</summary>
    private Lookahead Nobodys()
    {
        var groups = _optimizer.ParamGroups.Cast<ParamGroup>();
        return new Lookahead(new Copying(groups.Select(g => new Copying.ParamGroup { Parameters = g.Parameters })));
    }

    /// <summary>Without an entry, the name is that of the optimizer itself, or of a wrapper of before there were entries.</summary>
    private void RequireKnown(string name)
    {
        var isWrapper = name is nameof(Sam) or nameof(Lookahead) or nameof(ApplyIfFinite) || _wrappers.Exists(w => w.GetType().Name == name);
        if (!isWrapper && name != _optimizer.GetType().Name) throw OtherOptimizer(name);
    }

    private InvalidDataException OtherOptimizer(string name) =>
        new($"The checkpoint is of the optimizer '{Checkpoint.Printable(name)}', not of {(_wrappers.Count == 0 ? "" : $"{_outermost.GetType().Name} of ")}{_optimizer.GetType().Name}; it was saved by another one, or is damaged. Nothing was loaded.");

    private static InvalidDataException OtherNumber(string what, long found, long own) =>
        new($"The checkpoint has another number of {what}, {found}, than this optimizer, {own}; it is of another model, or is damaged. Nothing was loaded.");
}

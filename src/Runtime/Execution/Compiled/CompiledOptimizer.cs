using System.ComponentModel;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>The part of an optimizer that does not depend on its rule: groups, states, steps, checkpoints.</summary>
/// <remarks>
/// For one thread at a time, like every optimizer of TorchSharp; a call while another is running is an exception. Whatever a method
/// throws, it throws before it has changed a parameter, a state or a group.
/// </remarks>
public abstract partial class CompiledOptimizer : OptimizerHelper
{
    private static readonly ScalarType[] s_types = [ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float32, ScalarType.Float64];

    private readonly CompiledRule _rule;
    private readonly List<ParameterSlot> _slots = [];
    private readonly Dictionary<string, ParameterSlot> _named = [];
    private bool _disposed;

    /// <summary>For generated classes only.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected CompiledOptimizer(CompiledRule rule)
    {
        _rule = rule;
        Loading = new PendingLoad(this);
        Occupancy = new Occupancy(GetType().Name);
    }

    /// <summary>Whether a call is running.</summary>
    internal Occupancy Occupancy { get; }

    /// <summary>How autograd is told of what fused passes write.</summary>
    internal VersionCounters VersionCounters { get; set; } = VersionCounters.Fastest;

    internal PendingLoad Loading { get; }

    internal IList<ParamGroup> Groups => _parameter_groups;

    internal IReadOnlyList<ParameterSlot> Slots => _slots;

    /// <summary>How steps are computed from now on; by default the fastest way that each parameter allows.</summary>
    public Execution Execution { get; set; }

    /// <summary>Which execution each parameter had in the last step, and why.</summary>
    public IReadOnlyList<ExecutionChoice> Executions =>
        [.. _slots.Select(s => new ExecutionChoice(s.Group, s.Index, s.Execution, s.Reason))];

    /// <summary>Makes the state of a parameter.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected abstract CompiledState NewState(Parameter parameter);

    /// <summary>Runs the declaration's own Update on one parameter.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected abstract void RunReference(ReferenceWork work);

    /// <summary>Takes the defaults and the groups that the constructor was given.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected void Start(CompiledOptions defaults, IEnumerable<ParamGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        defaults.RequireValid();
        _defaults = defaults;
        _parameter_groups = new List<ParamGroup>();
        try
        {
            foreach (var group in groups) add_param_group(group);
            if (_parameter_groups.Count == 0)
                throw new ArgumentException("The optimizer was given no parameter group.", nameof(groups));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Adds a group of parameters, for instance layers that are unfrozen in mid-training.</summary>
    /// <param name="param_group">The group. Options that it does not set are those of the optimizer.</param>
    /// <exception cref="ArgumentException">
    /// The group is empty; a parameter is null, already in the optimizer, not of a floating-point type, or not of as many dimensions
    /// as an eager method of the rule needs; an option is out of
    /// bounds or of another kind of optimizer, or options break a constraint. Nothing has been added then.
    /// </exception>
    public override void add_param_group(ParamGroup param_group)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(param_group);
        using var occupied = Occupancy.Enter(nameof(add_param_group));
        RequireGroups();
        var defaults = (CompiledOptions)_defaults;
        if (param_group.Options is { } given && given.GetType() != defaults.GetType())
            throw new ArgumentException($"The group's options are {given.GetType()}, but this optimizer's are {defaults.GetType()}.", nameof(param_group));
        var options = CompiledOptions.Completed((CompiledOptions?)param_group.Options, defaults);
        options.InitialLearningRate = options.LearningRate!.Value;
        var parameters = RequireUsable(param_group.Parameters);
        var names = RequireUnique(param_group.Parameters as NamedParameters);

        var target = (CompiledOptions?)param_group.Options ?? defaults.NewEmpty();
        var slots = NewSlots(parameters, names, options, target);

        target.Take(options);
        target.Owner = this;
        param_group.Options = target;
        param_group.Parameters = names is null ? parameters.AsReadOnly() : new NamedParameters(parameters, names);
        _parameter_groups.Add(param_group);
        _given.Add(new GivenGroup(param_group, target));
        foreach (var slot in slots)
        {
            // The indexer of TorchSharp's dictionary searches all of it.
            _state.Add(slot.Parameter.Handle, slot.State);
            _slots.Add(slot);
            if (slot.GivenName is { } name) _named.Add(name, slot);
        }

        if (slots[0].State.OfGroup is not { } shared) return;
        _ofGroups.Add(shared);
        _ofAll = slots[0].State.OfAll;
    }

    /// <summary>Makes the states of a group, which may not fit into memory; then none is left behind.</summary>
    private List<ParameterSlot> NewSlots(List<Parameter> parameters, IReadOnlyList<string>? names, CompiledOptions options, CompiledOptions target)
    {
        var slots = new List<ParameterSlot>(parameters.Count);
        var tables = new SlotTables(_rule, parameters.Count);
        try
        {
            foreach (var parameter in parameters)
            {
                var state = NewState(parameter);
                var slot = new ParameterSlot(_parameter_groups.Count, slots.Count, _slots.Count + slots.Count, parameter, state, target, tables)
                {
                    GivenName = names?[slots.Count],
                };
                slots.Add(slot);
                state.Initialize(options);
                state.BelongTo(this, slot);
                // What they have in common is the first one's.
                state.Share(slots[0].State.OfGroup, _ofAll ?? slots[0].State.OfAll);
            }
        }
        catch
        {
            foreach (var slot in slots) slot.State.Dispose();
            throw;
        }

        return slots;
    }

    private IReadOnlyList<string>? RequireUnique(NamedParameters? parameters)
    {
        var known = new HashSet<string>(_named.Keys);
        foreach (var name in parameters?.Names ?? [])
            if (!known.Add(name)) throw new ArgumentException($"Two parameters are called '{name}' (checkpoints go by the names: make them different, or give the parameters without).", nameof(parameters));
        return parameters?.Names;
    }

    private List<Parameter> RequireUsable(IEnumerable<Parameter>? parameters)
    {
        var group = _parameter_groups.Count;
        var list = parameters?.ToList() ?? [];
        if (list.Count == 0)
            throw new ArgumentException($"Parameter group {group} has no parameters (was model.parameters() enumerated before, or is the model empty?).", nameof(parameters));

        var known = new HashSet<nint>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            var parameter = list[i] ?? throw new ArgumentException($"Parameter {i} of group {group} is null.", nameof(parameters));
            if (parameter.IsInvalid) throw new ArgumentException(TensorChecks.Gone($"parameter {i} of group {group}").Message, nameof(parameters));
            if (!s_types.Contains(parameter.dtype))
                throw Refused($"is of type {parameter.dtype}; only floating-point parameters can be optimized.");
            if (parameter.is_sparse)
                throw Refused("is sparse; only dense parameters can be optimized.");
            if (!parameter.is_leaf)
                throw Refused("is the result of a computation; only leaves can be optimized.");
            if (MethodCalls.WrongDimensions(_rule, parameter) is { } method)
                throw Refused($"has {parameter.dim()} dimensions, but {method.Name} of this optimizer needs {method.Dimensions} (give the parameter to another optimizer).");
            if (!known.Add(parameter.Handle) || _state.ContainsKey(parameter.Handle))
            {
                // One that has been disposed may have left its handle to another.
                RequireAlive();
                throw Refused("is in the optimizer already; a parameter can be given only once.");
            }

            // Made only when it is needed: a text for each of very many parameters takes longer than their states.
            ArgumentException Refused(string why) =>
                new($"Parameter {i} of group {group} (shape [{string.Join(", ", parameter.shape)}]) {why}", nameof(parameters));
        }

        return list;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing || _disposed) return;
        using var occupied = Occupancy.Enter(nameof(Dispose));
        _disposed = true;
        foreach (var slot in _slots)
        {
            slot.Forget(VersionCounters);
            slot.State.Dispose();
            slot.DisposeScratch();
        }

        DisposeShared();
        foreach (var step in _cuda) step.Dispose();
    }
}

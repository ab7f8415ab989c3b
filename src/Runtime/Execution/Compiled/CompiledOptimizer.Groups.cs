using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Compiled;

public abstract partial class CompiledOptimizer
{
    private readonly List<GivenGroup> _given = [];

    /// <summary>A group as it was added.</summary>
    private sealed class GivenGroup(ParamGroup group, CompiledOptions options)
    {
        public ParamGroup Group => group;

        public IEnumerable<Parameter> Parameters { get; } = group.Parameters;

        public CompiledOptions Options { get; set; } = options;
    }

    /// <summary>Checks that the groups are those that were added, with the parameters that they had then, and takes up their options.</summary>
    /// <exception cref="InvalidOperationException">They are not, or a group has no options.</exception>
    private void RequireGroups()
    {
        if (_parameter_groups.Count != _given.Count)
            throw new InvalidOperationException($"The optimizer was given {_given.Count} parameter groups, but its list has {_parameter_groups.Count} now (groups are added with add_param_group, and cannot be removed: StepGroups steps some of them).");
        for (var i = 0; i < _given.Count; i++)
        {
            var (group, given) = (_parameter_groups[i], _given[i]);
            if (!ReferenceEquals(group, given.Group))
                throw new InvalidOperationException($"Parameter group {i} of the optimizer has been replaced by another (change its Options, or add the other with add_param_group).");
            if (!ReferenceEquals(group.Parameters, given.Parameters))
                throw new InvalidOperationException($"The parameters of group {i} have been set to others than it was added with (add a group with add_param_group, or make another optimizer).");
            if (!ReferenceEquals(group.Options, given.Options)) TakeOptions(i, group.Options);
        }
    }

    /// <summary>Takes up the options that a group has been given since; what they leave open is as in the optimizer.</summary>
    private void TakeOptions(int group, OptimizerOptions? options)
    {
        if (options is not CompiledOptions own || own.GetType() != _defaults.GetType())
            throw new InvalidOperationException($"The options of group {group} are {(options is null ? "null" : $"of the type {options.GetType()}")} (they must be {_defaults.GetType()}).");
        own.Complete((CompiledOptions)_defaults);
        own.Owner = this;
        _given[group].Options = own;
        foreach (var slot in _slots)
        {
            if (slot.Group != group) continue;
            slot.Options = own;
            slot.State.BelongTo(this, slot);
        }
    }

    /// <summary>Checks the groups, and the options of each.</summary>
    private void RequireOptions()
    {
        RequireGroups();
        foreach (var group in _given)
        {
            group.Options.Complete((CompiledOptions)_defaults);
            group.Options.RequireValid();
        }
    }

    /// <summary>Checks that every parameter is still there.</summary>
    /// <exception cref="InvalidOperationException">One has been disposed; the message names it.</exception>
    private void RequireAlive()
    {
        foreach (var slot in _slots) slot.RequireAlive();
    }

    /// <summary>Moves the states to a device, as after <c>model.to(device)</c>.</summary>
    /// <exception cref="InvalidOperationException">A parameter has been disposed, or a step is running.</exception>
    public new void to(Device device)
    {
        using var occupied = Occupancy.Enter(nameof(to));
        RequireAlive();
        foreach (var slot in _slots) slot.State.to(device);
    }
}

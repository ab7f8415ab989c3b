namespace OptimizerDsl.Compiled;

public abstract partial class CompiledOptimizer
{
    private bool[] _selected = [];
    private bool _selects;

    /// <summary>Takes a step of some groups only. The others stay as they are, states and step counters included.</summary>
    /// <remarks>A reduction over all parameters, as in clipping by the global norm, is over those of the chosen groups.</remarks>
    /// <param name="groups">The indices of the groups.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no group of an index; nothing has been changed then.</exception>
    public void StepGroups(params int[] groups)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(groups);
        foreach (var group in groups)
        {
            if (group >= 0 && group < _parameter_groups.Count) continue;
            throw new ArgumentOutOfRangeException(nameof(groups), group, $"There is no parameter group {group}: the optimizer has {_parameter_groups.Count}, counted from 0.");
        }

        if (groups.Length == 0) return;
        Step(closure: null, groups);
    }

    /// <summary>Notes which groups a step is of: all, if null.</summary>
    private void Select(int[]? groups)
    {
        _selects = groups is not null;
        if (groups is null) return;
        _selected = _selected.Length == _parameter_groups.Count ? _selected : new bool[_parameter_groups.Count];
        _selected.AsSpan().Clear();
        foreach (var group in groups) _selected[group] = true;
    }

    /// <summary>Why a parameter takes no part in this step; null if it does.</summary>
    private string? Absence(ParameterSlot slot)
    {
        if (_selects && !_selected[slot.Group]) return "its group was not to step";
        if (!Native.RequiresGradient(slot.Parameter.Handle)) return "it is frozen: requires_grad is false";
        slot.Gradient = Native.Gradient(slot.Parameter.Handle);
        return slot.Gradient == 0 ? "it had no gradient" : null;
    }
}

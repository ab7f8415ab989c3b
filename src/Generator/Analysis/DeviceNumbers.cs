using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Analysis;

/// <summary>What a device needs to compute the numbers of a rule itself: those after a reduction, or all of them.</summary>
/// <remarks>
/// A device does not know the options. What depends on nothing but hyperparameters, the host computes and gives as an input,
/// once until the options change; the step counter, reductions and what is kept from step to step are the device's own.
/// </remarks>
internal sealed class DeviceNumbers
{
    private readonly Plan _plan;
    private readonly HashSet<string> _hyperparameters;
    private readonly Dictionary<string, Assign> _assigned;
    private readonly List<Expression> _inputs = [];

    public DeviceNumbers(Plan plan)
    {
        _plan = plan;
        _hyperparameters = new HashSet<string>(plan.Rule.Hyperparameters.Select(h => h.Name), StringComparer.Ordinal);
        _assigned = plan.HostStatements.ToDictionary(a => a.Target, StringComparer.Ordinal);
        if (plan.Rule.Memory is { } memory)
        {
            Input(new Read(Memory.CapacityName, Kind.Host));
            Input(new Read(Memory.DecayName, Kind.Host));
            if (memory.Replacement == Replacement.CriticalTest) Input(new Read(Memory.CriticalTestName, Kind.Host));
        }

        // Those of later stages come first: the device counts steps only where it must, and then needs the others as well.
        for (var stage = 1; stage < plan.Passes.Count; stage++) Take(ValuesOf(stage));
        LateInputs = _inputs.Count;
        Take(ValuesOf(0));
    }

    /// <summary>What the host gives, in order; the first <see cref="LateInputs"/> are what the stages after a reduction need.</summary>
    public IReadOnlyList<Expression> Inputs => _inputs;

    public int LateInputs { get; }

    /// <summary>Whether a number that is kept from step to step depends on a reduction, so that only the device knows it.</summary>
    public bool AreRequired => _plan.Kept.Any(k => _plan.Slots[k.Slot].Stage > 0);

    /// <summary>Whether the device can compute everything: coefficients that change with the step are the host's, and a device cannot throw.</summary>
    public bool ArePossible =>
        _plan.Checks.Count == 0 && _plan.Vectors.All(v => DependsOnOptionsAlone(v.Value)) && ValuesOf(0).All(v => Closure(v).All(IsExpressible));

    /// <summary>The slots of a stage, without the results of reductions.</summary>
    public IEnumerable<(Slot Slot, int Index)> Slots(int stage) => _plan.Slots
        .Select((slot, index) => (slot, index))
        .Where(s => s.slot.Stage == stage && !_plan.Reductions.Any(r => r.Slot == s.index));

    /// <summary>The values that a stage computes; the flags are among those of the first.</summary>
    public IEnumerable<Expression> ValuesOf(int stage) => Slots(stage).Select(s => s.Slot.Value)
        .Concat(stage > 0 ? [] : _plan.Flags.Where(f => !Emission.HostEmitter.IsAccepts(f)).Select(f => f.Condition));

    /// <summary>The names that a value needs, directly and through the assignments before it.</summary>
    public void Need(Expression value, HashSet<string> needed)
    {
        foreach (var name in WithInputs(value).Reads())
            if (needed.Add(name) && _assigned.TryGetValue(name, out var assign)) Need(assign.Value, needed);
    }

    /// <summary>The value with inputs in place of what depends on the options alone.</summary>
    public Expression WithInputs(Expression value)
    {
        if (value is Literal) return value;
        if (value.Kind != Kind.Coefficients && DependsOnOptionsAlone(value)) return new Read(NameOf(Input(Inlined(value))), value.Kind == Kind.Condition ? Kind.Condition : Kind.Host);
        return value.Operands().Count == 0 ? value : value.With(value.Operands().Select(WithInputs));
    }

    /// <summary>The name of an input in the rule.</summary>
    public string NameOf(int input) => _inputs[input] is Read read ? read.Name : "input_" + Emission.Names.Int(input);

    private void Take(IEnumerable<Expression> values)
    {
        foreach (var value in values)
            foreach (var part in Closure(value)) WithInputs(part);
    }

    /// <summary>The value and those of the assigned names that it needs.</summary>
    private IEnumerable<Expression> Closure(Expression value)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        Collect(value);
        return needed.Where(_assigned.ContainsKey).Select(n => _assigned[n].Value).Where(v => v.Kind != Kind.Coefficients).Prepend(value);

        void Collect(Expression e)
        {
            if (DependsOnOptionsAlone(e)) return;
            foreach (var name in e.Reads())
                if (needed.Add(name) && _assigned.TryGetValue(name, out var assign)) Collect(assign.Value);
        }
    }

    private int Input(Expression value)
    {
        var index = _inputs.FindIndex(i => i.Equals(value));
        if (index < 0) _inputs.Add(value);
        return index < 0 ? _inputs.Count - 1 : index;
    }

    private bool DependsOnOptionsAlone(Expression value) =>
        value.Kind.IsHost() && Inlined(value).Reads().All(_hyperparameters.Contains);

    /// <summary>Coefficients that change with the step have no place in a device's numbers.</summary>
    private bool IsExpressible(Expression value) => WithInputs(value).All().All(e => e.Kind != Kind.Coefficients);

    /// <summary>The value in terms of hyperparameters, the step and reductions.</summary>
    private Expression Inlined(Expression value) => value.Rewrite(e =>
        e is Read read && e.Kind.IsHost() && _assigned.TryGetValue(read.Name, out var assign) ? Inlined(assign.Value) : e);
}

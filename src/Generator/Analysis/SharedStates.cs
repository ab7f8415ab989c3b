using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Analysis;

/// <summary>Whether a number that parameters have in common is assigned what is the same for all of them.</summary>
internal sealed class SharedStates
{
    private readonly Rule _rule;
    private readonly Dictionary<string, Expression> _assigned = new(StringComparer.Ordinal);
    private readonly HashSet<string> _hyperparameters;

    private SharedStates(Rule rule)
    {
        _rule = rule;
        _hyperparameters = new HashSet<string>(rule.Hyperparameters.Select(h => h.Name), StringComparer.Ordinal);
        // Host values and Scalars are assigned once each.
        foreach (var assign in Planner.Flatten(rule.Statements).OfType<Assign>())
            if (!assign.Value.Kind.IsElementwise()) _assigned[assign.Target] = assign.Value;
    }

    /// <summary>The shared numbers that depend on something of one parameter alone, each with the name of that.</summary>
    public static IEnumerable<(StateField State, string DependsOn)> Uneven(Rule rule)
    {
        var shared = new SharedStates(rule);
        return from state in rule.NumberStates
               where state.Over != Over.Tensor
               let cause = shared.CauseIn(rule.Kept.First(k => k.Field == state.Field).Value, state.Over)
               where cause is not null
               select (state, cause);
    }

    /// <summary>What in the value may differ from parameter to parameter; null if nothing does.</summary>
    private string? CauseIn(Expression value, Over over) => value switch
    {
        Literal => null,
        Apply reduction when reduction.Operation.IsReduction() => reduction.Over >= over ? null : $"'{Emission.EquationText.Instance.Of(reduction)}'",
        Read read when _hyperparameters.Contains(read.Name) => null,
        Read read when _assigned.TryGetValue(read.Name, out var assigned) => CauseIn(assigned, over),
        Read read when _rule.States.FirstOrDefault(s => s.Field == read.Name) is { } state => state.Over >= over ? null : $"the state '{read.Name}'",
        Read { Name: Rule.ElementCount } => "the number of elements",
        Read { Name: Memory.Count } => "the number of slots that are filled",
        Read read when read.Name == _rule.StepVariable => $"the step counter '{read.Name}', of which every parameter has its own",
        Read read => $"'{read.Name}'",
        _ => value.Operands().Select(operand => CauseIn(operand, over)).FirstOrDefault(cause => cause is not null),
    };
}

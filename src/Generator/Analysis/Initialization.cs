using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Analysis;

/// <summary>Turns what a state begins with into assignments under the condition of the first step.</summary>
internal static class Initialization
{
    public static IEnumerable<Statement> Lower(Rule rule)
    {
        var initial = rule.TensorStates.Where(s => s.Initial != Initial.Zero).Select(s => (Statement)Guarded(s, rule)).ToArray();
        if (initial.Length == 0) return rule.Statements;

        var isFirst = Apply.Of(Operation.Equal, Kind.Condition, new Read(rule.StepVariable, Kind.Host), new Literal(1));
        return rule.Statements.Prepend(new Branch(isFirst, initial.ToEquatableArray(), EquatableArray<Statement>.Empty, ""));
    }

    private static Statement Guarded(StateField state, Rule rule)
    {
        Expression value = state.Initial.Kind switch
        {
            InitialKind.Parameter => new Read(rule.Parameter, Kind.Tensor),
            InitialKind.Gradient => new Read(rule.Gradient, Kind.Tensor),
            InitialKind.Hyperparameter => Apply.Of(Operation.Fill, state.Kind, new Read(state.Initial.Hyperparameter!, Kind.Host)),
            _ => Apply.Of(Operation.Fill, state.Kind, new Literal(state.Initial.Value)),
        };
        if (state.Kind == Kind.Bank && value.Kind != Kind.Bank) value = Apply.Of(Operation.Fill, Kind.Bank, value);
        var assign = new Assign(state.Field, value, "before the first step: " + state.Field + " = " + Emission.EquationText.Instance.Of(value));
        if (state.When is null) return assign;
        var when = Guard.Of(rule.Hyperparameters.First(h => h.Name == state.When));
        return new Branch(when.Condition, EquatableArray.Of<Statement>(assign), EquatableArray<Statement>.Empty, "");
    }
}

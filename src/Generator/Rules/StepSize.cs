namespace OptimizerDsl.Generator.Rules;

/// <summary>How long the steps of a rule are, for what is to be in proportion to them: lr, or lr times a number that the rule keeps.</summary>
internal sealed class StepSize
{
    private readonly Rule _rule;
    private readonly Dictionary<string, Expression> _definitions;

    private StepSize(Rule rule)
    {
        _rule = rule;
        _definitions = Analysis.Planner.Flatten(rule.Statements).OfType<Assign>()
            .GroupBy(a => a.Target, StringComparer.Ordinal)
            .Where(g => g.Count() == 1 && g.Key != rule.Parameter && rule.States.All(s => s.Field != g.Key))
            .ToDictionary(g => g.Key, g => g.First().Value, StringComparer.Ordinal);
    }

    /// <summary>The size, of what is known before the step.</summary>
    /// <exception cref="CompositionException">It is known only in the course of the step, or there are several.</exception>
    public static Expression Of(Rule rule)
    {
        var lr = new Read("lr", Kind.Host);
        var sizes = new StepSize(rule).Sizes().Distinct().ToArray();
        if (sizes.Length > 1) throw new CompositionException("its steps are of several sizes", "declare the weight decay in the rule itself");
        if (sizes.Length == 0 || sizes[0].Equals(lr)) return lr;
        if (sizes[0].All().OfType<Apply>().Any(a => a.Operation.IsReduction()))
            throw new CompositionException("the size of its steps is known only in the course of the step", "declare the weight decay in the rule itself");
        return sizes[0];
    }

    /// <summary>Of every θ -= ..., the factors that are lr or numbers that the rule keeps.</summary>
    private IEnumerable<Expression> Sizes()
    {
        foreach (var assign in Analysis.Planner.Flatten(_rule.Statements).OfType<Assign>().Where(a => a.Target == _rule.Parameter))
        {
            if (assign.Value is not Apply { Operation: Operation.Subtract or Operation.Add } step) continue;
            if (step[0] is not Read read || read.Name != _rule.Parameter) continue;
            var factors = Numerator(step[1]).Where(f => !f.Kind.IsElementwise()).Where(f => IsLr(f) || ReadsNumber(f)).ToArray();
            if (factors.Any(ReadsNumber)) yield return factors.Aggregate(Product);
            else yield return new Read("lr", Kind.Host);
        }
    }

    private IEnumerable<Expression> Numerator(Expression value) => value switch
    {
        Apply { Operation: Operation.Multiply } product => Numerator(product[0]).Concat(Numerator(product[1])),
        Apply { Operation: Operation.Divide } quotient => Numerator(quotient[0]),
        Apply { Operation: Operation.Negate } negation => Numerator(negation[0]),
        Read read when _definitions.TryGetValue(read.Name, out var definition) => Numerator(definition),
        _ => [Inlined(value)],
    };

    /// <summary>The value in terms of what is there before the step, as far as it is.</summary>
    private Expression Inlined(Expression value) => value.Kind.IsElementwise() ? value : value.Rewrite(e =>
        e is Read read && _definitions.TryGetValue(read.Name, out var definition) ? Inlined(definition) : e);

    private static bool IsLr(Expression value) => value is Read { Name: "lr" };

    private bool ReadsNumber(Expression value) => value.Reads().Any(name => _rule.NumberStates.Any(s => s.Field == name));

    private static Expression Product(Expression a, Expression b) =>
        Apply.Of(Operation.Multiply, a.Kind == Kind.Scalar || b.Kind == Kind.Scalar ? Kind.Scalar : Kind.Host, a, b);
}

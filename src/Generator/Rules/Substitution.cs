namespace OptimizerDsl.Generator.Rules;

/// <summary>Replaces a variable by another wherever it is read, in the equations as they are shown too.</summary>
internal static class Substitution
{
    public static IEnumerable<Statement> In(IEnumerable<Statement> statements, Read from, Read to) => statements.Select(s => In(s, from, to));

    private static Statement In(Statement statement, Read from, Read to) => statement switch
    {
        Assign assign when In(assign.Value, from, to) is var value && !value.Equals(assign.Value) =>
            assign with { Value = value, Text = assign.Target + " = " + Emission.EquationText.Instance.Of(value) },
        Branch branch => branch with { Then = In(branch.Then, from, to).ToEquatableArray(), Else = In(branch.Else, from, to).ToEquatableArray() },
        Offer offer => offer with { Value = In(offer.Value, from, to), Priority = In(offer.Priority, from, to) },
        Invoke invoke when invoke.Arguments.Select(a => In(a, from, to)).ToEquatableArray() is var arguments && !arguments.Equals(invoke.Arguments) =>
            invoke with { Arguments = arguments, Text = Invoke.TextOf(invoke.Target, invoke.Method, arguments) },
        Reduce reduce => reduce with { Value = (Apply)In(reduce.Value, from, to) },
        _ => statement,
    };

    private static Expression In(Expression expression, Read from, Read to) => expression.Rewrite(e => e.Equals(from) ? to : e);
}

using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Analysis;

/// <summary>Finds what a declaration computes on the host that may throw, and the conditions under which it does.</summary>
/// <remarks>Numbers of the host are computed whether or not a condition around them holds, so they throw nothing themselves.</remarks>
internal static class HostChecks
{
    public static IEnumerable<HostCheck> Of(IEnumerable<Statement> statements) => Of(statements, EquatableArray<Expression>.Empty);

    private static IEnumerable<HostCheck> Of(IEnumerable<Statement> statements, EquatableArray<Expression> guards) =>
        statements.SelectMany(s => Of(s, guards));

    private static IEnumerable<HostCheck> Of(Statement statement, EquatableArray<Expression> guards) => statement switch
    {
        Assign assign => Of(assign.Value, guards),
        Reduce reduce => Of(reduce.Value, guards),
        Invoke invoke => invoke.Arguments.SelectMany(a => Of(a, guards)),
        // What the memory may take is computed by the declaration in any case.
        Branch branch when branch.Condition == MemoryLowering.Accepts => Of(branch.Then, guards),
        Branch branch => Of(branch.Condition, guards)
            .Concat(Of(branch.Then, guards.Append(branch.Condition).ToEquatableArray()))
            .Concat(Of(branch.Else, guards.Append(Not(branch.Condition)).ToEquatableArray())),
        _ => [],
    };

    private static IEnumerable<HostCheck> Of(Expression expression, EquatableArray<Expression> guards)
    {
        if (!MayThrow(expression)) return [];
        if (expression.Kind is Kind.Host or Kind.Condition) return [new HostCheck(guards, expression)];
        return expression is Apply { Operation: Operation.Select } choice
            ? Of(choice[0], guards)
                .Concat(Of(choice[1], guards.Append(choice[0]).ToEquatableArray()))
                .Concat(Of(choice[2], guards.Append(Not(choice[0])).ToEquatableArray()))
            : expression.Operands().SelectMany(o => Of(o, guards));
    }

    private static bool MayThrow(Expression expression) => expression.All().Any(e => e is Apply { Operation: Operation.Checked });

    private static Expression Not(Expression condition) => Apply.Of(Operation.Not, Kind.Condition, condition);
}

/// <summary>A value whose computation may throw, where all of its guards hold.</summary>
internal sealed record HostCheck(EquatableArray<Expression> Guards, Expression Value);

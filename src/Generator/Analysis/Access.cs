using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Analysis;

/// <summary>One use of a variable, and the host conditions under which it happens.</summary>
internal sealed record Access(string Name, bool IsWrite, EquatableArray<Guard> Guards)
{
    /// <summary>Every use in the order of the statements.</summary>
    public static IEnumerable<Access> Of(IEnumerable<Statement> statements) => Of(statements, EquatableArray<Guard>.Empty);

    private static IEnumerable<Access> Of(IEnumerable<Statement> statements, EquatableArray<Guard> guards)
    {
        foreach (var statement in statements)
        {
            switch (statement)
            {
                case Assign assign:
                    foreach (var read in Of(assign.Value, guards)) yield return read;
                    yield return new Access(assign.Target, true, guards);
                    break;
                case Reduce reduce:
                    foreach (var read in Of(reduce.Value, guards)) yield return read;
                    yield return new Access(reduce.Target, true, guards);
                    break;
                case Offer offer:
                    foreach (var read in Of(offer.Value, guards).Concat(Of(offer.Priority, guards))) yield return read;
                    break;
                case Invoke invoke:
                    foreach (var read in invoke.Arguments.SelectMany(a => Of(a, guards))) yield return read;
                    yield return new Access(invoke.Target, true, guards);
                    break;
                case Branch branch:
                    foreach (var read in Of(branch.Condition, guards)) yield return read;
                    foreach (var inner in Of(branch.Then, Guard.Add(guards, branch.Condition, true))) yield return inner;
                    foreach (var inner in Of(branch.Else, Guard.Add(guards, branch.Condition, false))) yield return inner;
                    break;
            }
        }
    }

    private static IEnumerable<Access> Of(Expression expression, EquatableArray<Guard> guards)
    {
        if (expression is Read read) return [new Access(read.Name, false, guards)];
        if (expression is Apply { Operation: Operation.Select } select)
        {
            return Of(select[0], guards)
                .Concat(Of(select[1], Guard.Add(guards, select[0], true)))
                .Concat(Of(select[2], Guard.Add(guards, select[0], false)));
        }

        return expression.Operands().SelectMany(operand => Of(operand, guards));
    }
}

/// <summary>A host condition that holds, or does not.</summary>
internal sealed record Guard(Expression Condition, bool Holds)
{
    public static EquatableArray<Guard> Add(EquatableArray<Guard> guards, Expression condition, bool holds) =>
        guards.Concat(Split(condition, holds)).ToEquatableArray();

    /// <summary>a &amp;&amp; b that holds is both; !a that holds is a that does not.</summary>
    private static IEnumerable<Guard> Split(Expression condition, bool holds) => condition switch
    {
        Apply { Operation: Operation.Not } negation => Split(negation[0], !holds),
        Apply { Operation: Operation.And } both when holds => Split(both[0], true).Concat(Split(both[1], true)),
        Apply { Operation: Operation.Or } either when !holds => Split(either[0], false).Concat(Split(either[1], false)),
        Apply { Operation: Operation.Equal } equal => [new Guard(equal with { Operation = Operation.NotEqual }, !holds)],
        _ => [new Guard(condition, holds)],
    };

    /// <summary>The guard that a state's <c>When</c> stands for.</summary>
    public static Guard Of(Hyperparameter when) => when.Type == HyperparameterType.Boolean
        ? new Guard(new Read(when.Name, Kind.Condition), true)
        : new Guard(Apply.Of(Operation.NotEqual, Kind.Condition, new Read(when.Name, Kind.Host), new Literal(0)), true);
}

using System.Globalization;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Analysis;

/// <summary>Replaces what a kernel need not compute, the values known before its pass, by names of slots, vectors and flags.</summary>
internal sealed class Hoisting(Rule rule, Func<Expression, int> stageOf, Func<string, string> unique)
{
    public List<Slot> Slots { get; } = [];

    public List<Vector> Vectors { get; } = [];

    public List<Flag> Flags { get; } = [];

    /// <summary>The elementwise statements, with host and Scalar values hoisted out of their expressions.</summary>
    public IEnumerable<Statement> Elementwise(IEnumerable<Statement> statements)
    {
        foreach (var statement in statements)
        {
            switch (statement)
            {
                case Assign assign when assign.Value.Kind.IsElementwise():
                    yield return assign with { Value = Hoist(Folding.Fold(assign.Value)) };
                    break;
                case Reduce reduce when reduce.Value[0].Kind.IsElementwise():
                    yield return reduce with { Value = reduce.Value with { Arguments = reduce.Value.Arguments.Select(a => Hoist(Folding.Fold(a))).ToEquatableArray() } };
                    break;
                case Invoke invoke:
                    yield return invoke with { Arguments = invoke.Arguments.Select(a => a is Literal || a.Kind is Kind.Tensor or Kind.Coefficients ? a : Hoist(a)).ToEquatableArray() };
                    break;
                case Branch branch:
                    var then = Elementwise(branch.Then).ToEquatableArray();
                    var otherwise = Elementwise(branch.Else).ToEquatableArray();
                    if (then.Count + otherwise.Count > 0)
                        yield return branch with { Condition = FlagOf(branch.Condition), Then = then, Else = otherwise };
                    break;
            }
        }
    }

    public Expression Hoist(Expression expression)
    {
        switch (expression.Kind)
        {
            case Kind.Condition: return FlagOf(expression);
            case Kind.Coefficients: return VectorOf(expression);
            case Kind.Host or Kind.Scalar: return expression is Literal ? expression : new Read(SlotOf(expression).Name, Kind.Host);
            default: return expression.With(expression.Operands().Select(Hoist));
        }
    }

    public Slot SlotOf(Expression value)
    {
        var slot = Slots.FirstOrDefault(s => s.Value.Equals(value));
        if (slot is null)
        {
            var name = value is Read read ? read.Name : unique("k" + (Slots.Count(s => s.Value is not Read) + 1).ToString(CultureInfo.InvariantCulture));
            Slots.Add(slot = new Slot(name, value, stageOf(value)));
        }

        return slot;
    }

    public Expression VectorOf(Expression value)
    {
        var vector = Vectors.FirstOrDefault(v => v.Value.Equals(value));
        if (vector is null) Vectors.Add(vector = new Vector(value is Read read ? read.Name : unique("c" + (Vectors.Count + 1).ToString(CultureInfo.InvariantCulture)), value));
        return new Read(vector.Name, Kind.Coefficients);
    }

    /// <summary>The flag of a condition; of <c>!a</c>, the negation of the flag of a.</summary>
    public Expression FlagOf(Expression condition)
    {
        if (condition is Apply { Operation: Operation.Not } negation) return negation.With([FlagOf(negation[0])]);
        var flag = Flags.FirstOrDefault(f => f.Condition.Equals(condition));
        if (flag is null)
        {
            var name = condition switch
            {
                Read { Name: Memory.Accepts } => "TAccepts",
                Read read => "T" + char.ToUpperInvariant(read.Name[0]) + read.Name.Substring(1),
                Apply { Operation: Operation.NotEqual } apply when apply[0] is Read r && apply[1] is Literal { Value: 0 } => "THas" + char.ToUpperInvariant(r.Name[0]) + r.Name.Substring(1),
                Apply { Operation: Operation.Equal } apply when apply[0] is Read r && r.Name == rule.StepVariable && apply[1] is Literal { Value: 1 } => "TFirst",
                _ => "TCondition",
            };
            Flags.Add(flag = new Flag(unique(name), condition));
        }

        return new Read(flag.Name, Kind.Condition);
    }
}

using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>
/// Whether the conditions around a use of a conditional state say that the state is there, in whatever words: one of them cannot
/// hold while the state's hyperparameter is zero or false.
/// </summary>
internal sealed class Allocation(Rule rule)
{
    private readonly Dictionary<string, Expression> _assigned = Planner.Flatten(rule.Statements).OfType<Assign>()
        .Where(a => a.Value.Kind is Kind.Condition or Kind.Host)
        .GroupBy(a => a.Target).ToDictionary(g => g.Key, g => g.First().Value, StringComparer.Ordinal);

    public bool Follows(IEnumerable<Guard> guards, string when) =>
        guards.Any(guard => ValueWithout(guard.Condition, when) is { } value && value != 0 != guard.Holds);

    /// <summary>What a value is while the hyperparameter is unset; null if that depends on others.</summary>
    private double? ValueWithout(Expression expression, string when)
    {
        switch (expression)
        {
            case Literal literal:
                return literal.Value;
            case Read read:
                return read.Name == when ? 0 : _assigned.TryGetValue(read.Name, out var assigned) ? ValueWithout(assigned, when) : null;
            case Apply { Arguments.Count: > 0 and < 4 } apply:
                var a = ValueWithout(apply[0], when);
                var b = apply.Arguments.Count > 1 ? ValueWithout(apply[1], when) : null;
                return apply.Operation switch
                {
                    Operation.And => a == 0 || b == 0 ? 0 : a * b,
                    Operation.Or => a == 1 || b == 1 ? 1 : a + b,
                    Operation.Not => 1 - a,
                    Operation.Select when a is null => b == ValueWithout(apply[2], when) ? b : null,
                    Operation.Select => a != 0 ? b : ValueWithout(apply[2], when),
                    Operation.Negate => -a,
                    Operation.Add => a + b,
                    Operation.Subtract => a - b,
                    Operation.Multiply => a * b,
                    Operation.Abs => a is { } number ? Math.Abs(number) : null,
                    _ => a is { } left && b is { } right && apply.Operation.IsComparison() ? Compare(apply.Operation, left, right) ? 1 : 0 : null,
                };
            default:
                return null;
        }
    }

    private static bool Compare(Operation comparison, double a, double b) => comparison switch
    {
        Operation.Less => a < b,
        Operation.LessOrEqual => a <= b,
        Operation.Greater => a > b,
        Operation.GreaterOrEqual => a >= b,
        Operation.Equal => a == b,
        _ => a != b,
    };
}

using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Analysis;

/// <summary>Finds banks of a narrower precision that are read where a kernel has only what was stored of them.</summary>
/// <remarks>
/// A tensor that was assigned stays in registers until the step ends, unrounded. The K tensors of a bank, K known only at run
/// time, have none: each is stored as it is assigned. What is added up in the same loop still sees the value itself: the sums
/// over the bank that the next equation asks for.
/// </remarks>
internal static class RoundedBanks
{
    public static IEnumerable<StateField> ReadAfterStored(Rule rule) => rule.States
        .Where(s => s.Kind == Kind.Bank && s.Precision != Precision.Same)
        .Where(bank => IsReadLate(rule, bank, rule.Statements, false).IsLate);

    private static (bool IsStored, bool IsLate) IsReadLate(Rule rule, StateField bank, EquatableArray<Statement> statements, bool isStored)
    {
        var wasJustStored = false;
        foreach (var statement in statements)
        {
            if (statement is Branch branch)
            {
                var then = IsReadLate(rule, bank, branch.Then, isStored);
                var otherwise = IsReadLate(rule, bank, branch.Else, isStored);
                if (then.IsLate || otherwise.IsLate) return (true, true);
                isStored |= then.IsStored || otherwise.IsStored;
                wasJustStored = false;
                continue;
            }

            if (isStored && Reads(statement).Any(e => IsLate(e, wasJustStored && statement is Assign))) return (true, true);
            wasJustStored = statement is Assign assign && assign.Target == bank.Field;
            isStored |= wasJustStored;
        }

        return (isStored, false);

        bool IsLate(Expression expression, bool canSum)
        {
            if (canSum && IsSum(expression) && !expression.Operands()[0].All().Any(IsSum) && Banks.CoefficientsOf(expression.Operands()[0], rule) == bank.Per) return false;
            return expression is Read read ? read.Name == bank.Field : expression.Operands().Any(o => IsLate(o, canSum));
        }
    }

    private static bool IsSum(Expression expression) =>
        expression is Apply { Kind: Kind.Tensor } apply && apply.Operation.IsBankReduction();

    private static IEnumerable<Expression> Reads(Statement statement) => statement switch
    {
        Assign assign => [assign.Value],
        Offer offer => [offer.Value, offer.Priority],
        _ => [],
    };
}

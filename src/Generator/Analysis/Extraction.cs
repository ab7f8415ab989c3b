using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Analysis;

/// <summary>Takes the reductions out of the expressions that use them, each to a statement of its own.</summary>
internal sealed class Extraction(Rule rule, Func<string, string> unique)
{
    private Dictionary<Expression, Read> _known = [];

    public EquatableArray<Statement> Run(IEnumerable<Statement> statements)
    {
        var result = new List<Statement>();
        foreach (var statement in statements)
        {
            switch (statement)
            {
                case Assign assign:
                    result.Add(assign with { Value = Extract(assign.Value, assign, result) });
                    break;
                case Branch branch:
                    result.Add(branch with { Then = RunArm(branch.Then), Else = RunArm(branch.Else) });
                    break;
                default:
                    result.Add(statement);
                    break;
            }
        }

        return result.ToEquatableArray();
    }

    /// <summary>What is reduced under a condition is not known after it.</summary>
    private EquatableArray<Statement> RunArm(IEnumerable<Statement> statements)
    {
        var before = _known;
        _known = new Dictionary<Expression, Read>(before);
        var arm = Run(statements);
        _known = before;
        return arm;
    }

    private Expression Extract(Expression expression, Statement user, List<Statement> before) => expression.Rewrite(e =>
    {
        if (e is Apply { Operation: Operation.BankMean } mean) return MeanOfBank(mean);
        if (e is not Apply apply || !apply.Operation.IsReduction()) return e;
        if (_known.TryGetValue(apply, out var known)) return known;

        var read = new Read(unique(apply.Operation.ToString().ToLowerInvariant() + "_of_" + (apply[0] is Read r ? r.Name : "value")), Kind.Scalar);
        // The gradient never changes, so neither does a reduction of it; of anything else it may differ from place to place.
        if (apply.Reads().All(name => name == rule.Gradient)) _known[apply] = read;
        before.Add(new Reduce(read.Name, apply, user.Text) { At = user.At });
        return read;
    });

    /// <summary>The mean over a bank is its sum times 1 / K, a host number that folds into the factors around it.</summary>
    private Expression MeanOfBank(Apply mean)
    {
        if (mean[0].Kind == Kind.Coefficients) return mean;
        var length = Apply.Of(Operation.Length, Kind.Host, new Read(Banks.CoefficientsOf(mean[0], rule), Kind.Coefficients));
        return Apply.Of(Operation.Divide, Kind.Tensor, mean with { Operation = Operation.BankSum }, length);
    }
}

internal static class Banks
{
    /// <summary>The coefficients whose length is the number of tensors of a bank expression, hoisted or not.</summary>
    public static string CoefficientsOf(Expression bank, Rule rule) =>
        bank.All().OfType<Read>().Select(r => r.Kind switch
        {
            Kind.Bank => rule.States.First(s => s.Field == r.Name).Per,
            Kind.Coefficients => r.Name,
            _ => null,
        }).First(name => name is not null)!;
}

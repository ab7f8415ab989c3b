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

    private Expression Extract(Expression expression, Statement user, List<Statement> before)
    {
        if (expression is Apply { Operation: Operation.Select } choice && ReadsConditionalState(choice))
        {
            var (then, otherwise) = (new List<Statement>(), new List<Statement>());
            var operands = new[] { choice[0], ExtractArm(choice[1], user, then), ExtractArm(choice[2], user, otherwise) };
            if (then.Count + otherwise.Count > 0)
                before.Add(new Branch(choice[0], then.ToEquatableArray(), otherwise.ToEquatableArray(), "") { At = user.At });
            return choice.With(operands);
        }

        expression = expression.Operands().Count == 0 ? expression : expression.With(expression.Operands().Select(o => Extract(o, user, before)));
        if (expression is Apply { Operation: Operation.BankMean } mean) expression = MeanOfBank(mean);
        if (expression is not Apply apply || !apply.Operation.IsReduction()) return expression;
        if (_known.TryGetValue(apply, out var known)) return known;

        var read = new Read(unique(apply.Operation.ToString().ToLowerInvariant() + "_of_" + (apply[0] is Read r ? r.Name : "value")), Kind.Scalar);
        // The gradient never changes, so neither does a reduction of it; of anything else it may differ from place to place.
        if (apply.Reads().All(name => name == rule.Gradient)) _known[apply] = read;
        before.Add(new Reduce(read.Name, apply, user.Text) { At = user.At });
        return read;
    }

    /// <summary>An arm of <c>?:</c>, of which nothing may be computed ahead of the choice: a state in it may not be allocated.</summary>
    private Expression ExtractArm(Expression arm, Statement user, List<Statement> statements)
    {
        var before = _known;
        _known = new Dictionary<Expression, Read>(before);
        var value = Extract(arm, user, statements);
        _known = before;
        return value.Rewrite(e =>
        {
            if (e is not Apply { Operation: Operation.BankSum, Kind: Kind.Tensor } sum) return e;
            var read = new Read(unique("sum_of_" + (sum[0] is Read bank ? bank.Name : "bank")), Kind.Tensor);
            statements.Add(new Assign(read.Name, sum, "") { At = user.At });
            return read;
        });
    }

    private bool ReadsConditionalState(Expression expression) =>
        expression.Reads().Any(name => rule.States.Any(s => s.Field == name && s.When is not null));

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

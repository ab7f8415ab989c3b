using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Analysis;

/// <summary>Replaces what is assigned to a bank by its value wherever it is read afterwards.</summary>
/// <remarks>
/// A pass that only reads keeps the tensors it computes in registers. The K tensors of a bank, K known only at run time, have
/// none; but a bank is always used entry by entry, so each entry can be computed where it is used.
/// </remarks>
internal sealed class BankInlining(Func<string, string> unique)
{
    private Dictionary<string, Expression> _values = new(StringComparer.Ordinal);

    public IReadOnlyList<Statement> Run(IEnumerable<Statement> statements)
    {
        var result = new List<Statement>();
        foreach (var statement in statements)
        {
            switch (statement)
            {
                case Assign { Value.Kind: Kind.Bank } assign:
                    _values[assign.Target] = Inline(assign.Value);
                    break;
                case Assign assign:
                    var value = Inline(assign.Value);
                    KeepOld(assign.Target, result);
                    result.Add(assign with { Value = value });
                    break;
                case Reduce reduce:
                    result.Add(reduce with { Value = (Apply)Inline(reduce.Value) });
                    break;
                case Branch branch:
                    result.Add(Run(branch));
                    break;
                default:
                    result.Add(statement);
                    break;
            }
        }

        return result;
    }

    private Branch Run(Branch branch)
    {
        var before = _values;
        _values = new Dictionary<string, Expression>(before, StringComparer.Ordinal);
        var then = Run(branch.Then);
        var afterThen = _values;
        _values = new Dictionary<string, Expression>(before, StringComparer.Ordinal);
        var otherwise = Run(branch.Else);

        foreach (var bank in afterThen.Keys.Union(_values.Keys).OrderBy(b => b, StringComparer.Ordinal).ToArray())
        {
            var (a, b) = (ValueOf(bank, afterThen), ValueOf(bank, _values));
            _values[bank] = a.Equals(b) ? a : Apply.Of(Operation.Select, Kind.Bank, branch.Condition, a, b);
        }

        return branch with { Then = then.ToEquatableArray(), Else = otherwise.ToEquatableArray() };
    }

    private static Expression ValueOf(string bank, Dictionary<string, Expression> values) =>
        values.TryGetValue(bank, out var value) ? value : new Read(bank, Kind.Bank);

    private Expression Inline(Expression expression) => expression.Rewrite(e =>
        e is Read { Kind: Kind.Bank } read && _values.TryGetValue(read.Name, out var value) ? value : e);

    /// <summary>Keeps a tensor that is about to be assigned, if the value of a bank still reads it.</summary>
    private void KeepOld(string tensor, List<Statement> result)
    {
        var readers = _values.Where(v => v.Value.Reads().Contains(tensor)).ToArray();
        if (readers.Length == 0) return;
        var old = new Read(unique(tensor + "_before"), Kind.Tensor);
        result.Add(new Assign(old.Name, new Read(tensor, Kind.Tensor), ""));
        foreach (var reader in readers)
            _values[reader.Key] = reader.Value.Rewrite(e => e is Read read && read.Name == tensor ? old with { Kind = read.Kind } : e);
    }
}

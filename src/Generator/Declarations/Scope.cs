using System.Globalization;
using Microsoft.CodeAnalysis;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>The names of an <c>Update</c> in the middle of lowering.</summary>
/// <remarks>
/// A tensor local keeps one name, because a kernel assigns it like any variable. A host or Scalar local gets a new name
/// with every assignment, so that its values can be computed ahead of the kernel. A bank local stands for its expression,
/// until something that the expression reads has changed.
/// </remarks>
internal sealed class Scope
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<ISymbol, Expression?> _values = new(SymbolEqualityComparer.Default);

    private readonly Dictionary<string, string> _lengths = new(StringComparer.Ordinal);

    public Scope(FieldReader fields)
    {
        Fields = fields;
        foreach (var h in fields.Hyperparameters) Reserve(h.Name);
        foreach (var s in fields.States) Reserve(s.Field);
        foreach (var name in Rule.Implied) Reserve(name);
    }

    public FieldReader Fields { get; }

    public string Parameter { get; set; } = "";

    public string Gradient { get; set; } = "";

    public string? Step { get; set; }

    public bool HasMemory { get; set; }

    /// <summary>Whether the memory has had its candidate of this step.</summary>
    public bool Offered { get; set; }

    /// <summary>Whether there is something that C# itself reports, so that the rule makes no sense yet.</summary>
    public bool IsBroken { get; set; }

    public List<Variable> Locals { get; } = [];

    /// <summary>The states in shapes of their own that have been assigned.</summary>
    public HashSet<string> Renewed { get; } = new(StringComparer.Ordinal);

    public void Reserve(string name) => _taken.Add(name);

    public Expression? Value(ISymbol local) => _values.TryGetValue(local, out var value) ? value : null;

    /// <summary>Whether the local is a bank of which something has changed since it was assigned.</summary>
    public bool IsStale(ILocalSymbol local) => _values.TryGetValue(local, out var value) && value is null;

    /// <summary>The name under which the local is assigned now.</summary>
    public string Define(ISymbol local, Kind kind)
    {
        if (kind.IsElementwise() && _values.TryGetValue(local, out var known) && known is Read read) return read.Name;
        var name = Temporary(local.Name, kind);
        _values[local] = new Read(name, kind);
        return name;
    }

    /// <summary>The present value of a number state: what it was before the step, until it is assigned.</summary>
    public Expression Number(IFieldSymbol field, Kind kind) => Value(field) ?? (_values[field] = new Read(field.Name, kind));

    public void Inline(ISymbol local, Expression value) => _values[local] = value;

    /// <summary>The coefficients that a vector of numbers was computed from.</summary>
    public string LengthOf(string vector) => _lengths.TryGetValue(vector, out var length) ? length : vector;

    public void HasLengthOf(string vector, Expression value) =>
        _lengths[vector] = LengthOf(value.All().OfType<Read>().First(r => r.Kind == Kind.Coefficients).Name);

    public string Temporary(string name, Kind kind)
    {
        var unique = name;
        for (var i = 2; !_taken.Add(unique); i++) unique = name + "_" + i.ToString(CultureInfo.InvariantCulture);
        Locals.Add(new Variable(unique, kind));
        return unique;
    }

    /// <summary>Notes that a variable has changed, and with it the banks that read it.</summary>
    public void Change(string name)
    {
        foreach (var local in _values.Where(v => v.Value is { Kind: Kind.Bank } bank && bank.Reads().Contains(name)).Select(v => v.Key).ToArray())
            _values[local] = null;
    }

    public Dictionary<ISymbol, Expression?> Snapshot() => new(_values, SymbolEqualityComparer.Default);

    public void Restore(Dictionary<ISymbol, Expression?> snapshot)
    {
        _values.Clear();
        foreach (var pair in snapshot) _values[pair.Key] = pair.Value;
    }

    /// <summary>After an <c>if</c>: gives the locals that got different names in its two arms one name again.</summary>
    public IEnumerable<Statement> Merge(Expression condition, Dictionary<ISymbol, Expression?> afterThen)
    {
        var merged = new List<Statement>();
        foreach (var pair in afterThen.OrderBy(p => p.Key.Name, StringComparer.Ordinal))
        {
            if (!_values.TryGetValue(pair.Key, out var otherwise))
            {
                _values[pair.Key] = pair.Value;
                continue;
            }

            if (pair.Value is null || otherwise is null) _values[pair.Key] = null;
            if (pair.Value is null || otherwise is null || pair.Value.Equals(otherwise)) continue;
            var value = Apply.Of(Operation.Select, pair.Value.Kind, condition, pair.Value, otherwise);
            if (value.Kind == Kind.Bank)
            {
                _values[pair.Key] = value;
                continue;
            }

            var name = Temporary(pair.Key.Name, value.Kind);
            _values[pair.Key] = new Read(name, value.Kind);
            if (value.Kind == Kind.Coefficients) HasLengthOf(name, value);
            merged.Add(new Assign(name, value, ""));
        }

        return merged;
    }
}

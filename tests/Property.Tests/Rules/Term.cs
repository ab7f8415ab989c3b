using System.Globalization;

namespace OptimizerDsl.Tests.Rules;

/// <summary>An expression of a random rule: a tree that knows its type and its text.</summary>
internal abstract record Term(Kind Kind)
{
    public abstract string Text { get; }

    public virtual IReadOnlyList<Term> Operands => [];

    /// <summary>The same with other operands.</summary>
    public virtual Term With(IReadOnlyList<Term> operands) => this;

    /// <summary>This and everything in it.</summary>
    public IEnumerable<Term> All => Operands.SelectMany(o => o.All).Prepend(this);

    public sealed override string ToString() => Text;
}

/// <summary>A field, a local variable, an argument, or a property of the memory.</summary>
internal sealed record Variable(Kind Kind, string Name) : Term(Kind)
{
    public override string Text => Name;
}

/// <summary>A number.</summary>
internal sealed record Constant(double Value) : Term(Kind.Host)
{
    public override string Text => Value.ToString("0.0###", CultureInfo.InvariantCulture);
}

/// <summary>A number of type int.</summary>
internal sealed record Whole(int Value) : Term(Kind.Integer)
{
    public override string Text => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>An operator or a function of <see cref="Equations"/>.</summary>
internal sealed record Call(Function Function, IReadOnlyList<Term> Arguments) : Term(Function.Result)
{
    public override string Text => string.Format(CultureInfo.InvariantCulture, Function.Format, [.. Arguments.Select(a => a.Text)]);

    public override IReadOnlyList<Term> Operands => Arguments;

    public override Term With(IReadOnlyList<Term> operands) => this with { Arguments = operands };
}

/// <summary>A reduction over elements, tensors or groups.</summary>
internal sealed record Reduction(string Name, IReadOnlyList<Term> Arguments, Over Over) : Term(Kind.Scalar)
{
    public override string Text => $"{Name}({string.Join(", ", Arguments.Select(a => a.Text))}{(Over == Over.Tensor ? "" : $", Over.{Over}")})";

    public override IReadOnlyList<Term> Operands => Arguments;

    public override Term With(IReadOnlyList<Term> operands) => this with { Arguments = operands };
}

/// <summary>The sum or the mean over the tensors of a bank.</summary>
internal sealed record OfBank(bool IsMean, Term Bank) : Term(Kind.Tensor)
{
    public override string Text => $"{(IsMean ? "Mean" : "Sum")}({Bank.Text})";

    public override IReadOnlyList<Term> Operands => [Bank];

    public override Term With(IReadOnlyList<Term> operands) => this with { Bank = operands[0] };
}

namespace OptimizerDsl.Tests.Rules;

/// <summary>A statement of a random rule.</summary>
internal abstract record Statement
{
    public abstract IEnumerable<string> Lines { get; }

    /// <summary>This and the statements in it.</summary>
    public virtual IEnumerable<Statement> All => [this];

    /// <summary>The expressions of this statement alone.</summary>
    public abstract IReadOnlyList<Term> Terms { get; }

    /// <summary>The same with other expressions.</summary>
    public abstract Statement With(IReadOnlyList<Term> terms);

    /// <summary>What the statement assigns, if it is one variable.</summary>
    public virtual string? Target => null;

    /// <summary>All that it assigns.</summary>
    public virtual IEnumerable<string> Targets => Target is null ? [] : [Target];

    protected static string Bare(Term term) =>
        term is Call { Function.IsInfix: true } ? term.Text[1..^1] : term.Text;
}

/// <summary>The beginning of a local variable.</summary>
internal sealed record Local(string Name, Term Value) : Statement
{
    public override IEnumerable<string> Lines => [$"{Value.Kind.Text()} {Name} = {Bare(Value)};"];
    public override IReadOnlyList<Term> Terms => [Value];
    public override Statement With(IReadOnlyList<Term> terms) => this with { Value = terms[0] };
    public override string Target => Name;
}

/// <summary>An assignment; where the value is an operation on the variable itself, perhaps written as a compound one.</summary>
internal sealed record Assign(Variable Variable, Term Value, bool IsCompound) : Statement
{
    public override IEnumerable<string> Lines => [IsCompound && Value is Call { Function: var f, Arguments: [Variable v, var operand] } && v == Variable && f.IsInfix
        ? $"{Variable} {f.Format.Trim('(', ')').Replace("{0} ", "").Replace(" {1}", "")}= {Bare(operand)};"
        : $"{Variable} = {Bare(Value)};"];
    public override IReadOnlyList<Term> Terms => [Value];
    public override Statement With(IReadOnlyList<Term> terms) => this with { Value = terms[0] };
    public override string Target => Variable.Name;
}

/// <summary>Two assignments at once: both values are from before.</summary>
internal sealed record AssignTwo(Assign First, Assign Second) : Statement
{
    public override IEnumerable<string> Lines => [$"({First.Variable}, {Second.Variable}) = ({Bare(First.Value)}, {Bare(Second.Value)});"];
    public override IReadOnlyList<Term> Terms => [First.Value, Second.Value];
    public override Statement With(IReadOnlyList<Term> terms) => new AssignTwo(First with { Value = terms[0] }, Second with { Value = terms[1] });
    public override IEnumerable<string> Targets => [First.Variable.Name, Second.Variable.Name];
}

/// <summary>A choice on the host.</summary>
internal sealed record Branch(Term Condition, IReadOnlyList<Statement> Then, IReadOnlyList<Statement> Else) : Statement
{
    public override IEnumerable<string> Lines =>
    [
        $"if ({Condition})", "{", .. Then.SelectMany(s => s.Lines).Select(l => "    " + l), "}",
        .. Else.Count == 0 ? [] : (IEnumerable<string>)["else", "{", .. Else.SelectMany(s => s.Lines).Select(l => "    " + l), "}"],
    ];
    public override IEnumerable<Statement> All => Then.Concat(Else).SelectMany(s => s.All).Prepend(this);
    public override IReadOnlyList<Term> Terms => [Condition];
    public override Statement With(IReadOnlyList<Term> terms) => this with { Condition = terms[0] };
}

/// <summary>A candidate for the memory: as an aggregation with a result, or by itself, perhaps with a priority.</summary>
internal sealed record Offer(string? Aggregated, Term Candidate, Term? Priority) : Statement
{
    public override IEnumerable<string> Lines => [Aggregated is not null
        ? $"Tensor {Aggregated} = memory.Aggregate({Candidate});"
        : $"memory.Offer({Candidate}{(Priority is null ? "" : ", " + Priority)});"];
    public override IReadOnlyList<Term> Terms => Priority is null ? [Candidate] : [Candidate, Priority];
    public override Statement With(IReadOnlyList<Term> terms) => this with { Candidate = terms[0], Priority = terms.ElementAtOrDefault(1) };
    public override string? Target => Aggregated;
}

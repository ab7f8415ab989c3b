namespace OptimizerDsl.Generator.Rules;

/// <summary>A statement of an update rule.</summary>
/// <param name="Text">The equation as it was written, for comments and documentation; empty for what the compiler added.</param>
internal abstract record Statement(string Text)
{
    /// <summary>Where it was written, if that is asked for: a rule does not change by moving down in its file.</summary>
    public SourceLine? At { get; init; }
}

/// <summary>A line of a file, by the path that the compiler knows it by.</summary>
internal sealed record SourceLine(string Path, int Number);

/// <summary><c>target = value</c>. Host values are assigned once (a second assignment gets a name of its own).</summary>
internal sealed record Assign(string Target, Expression Value, string Text) : Statement(Text);

/// <summary><c>if (condition) then else otherwise</c>, the condition known on the host.</summary>
internal sealed record Branch(
    Expression Condition, EquatableArray<Statement> Then, EquatableArray<Statement> Else, string Text) : Statement(Text);

/// <summary><c>memory.Offer(value, priority)</c>.</summary>
internal sealed record Offer(Expression Value, Expression Priority, string Text) : Statement(Text);

/// <summary><c>target = method(arguments)</c>, the target a tensor that nothing else assigns.</summary>
internal sealed record Invoke(string Target, EagerMethod Method, EquatableArray<Expression> Arguments, string Text) : Statement(Text)
{
    /// <summary>The call as it is shown.</summary>
    public static string TextOf(string target, EagerMethod method, IEnumerable<Expression> arguments) =>
        $"{target} = {method.Name}({string.Join(", ", arguments.Select(Emission.EquationText.Instance.Of))})";
}

/// <summary>A reduction to a Scalar, taken out of the expression that uses it.</summary>
internal sealed record Reduce(string Target, Apply Value, string Text) : Statement(Text);

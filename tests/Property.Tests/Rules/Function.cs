namespace OptimizerDsl.Tests.Rules;

/// <summary>What an operand may be, so that the function is defined and stays bounded.</summary>
internal enum Domain
{
    Any,
    /// <summary>At least a half.</summary>
    Positive,
    /// <summary>From -1 to 1.</summary>
    Unit,
    /// <summary>A constant that is an exponent for positive numbers.</summary>
    Exponent,
    /// <summary>A constant that is an exponent for all numbers.</summary>
    WholeExponent,
    /// <summary>A hyperparameter between 0 and 1.</summary>
    Damping,
    /// <summary>The step counter.</summary>
    Step,
    /// <summary>An integer hyperparameter.</summary>
    Interval,
}

internal readonly record struct Operand(Kind Kind, Domain Domain = Domain.Any)
{
    public static implicit operator Operand(Kind kind) => new(kind);
}

/// <summary>An operator or a function on numbers; on tensors and banks it means the same for each element.</summary>
/// <param name="Format">How it is written, with a placeholder for each operand.</param>
/// <param name="Meaning">What it is in float64; answers are 1 and 0.</param>
internal sealed record Function(string Format, Kind Result, Operand[] Operands, Func<double[], double> Meaning)
{
    /// <summary>An operator between two operands, in parentheses.</summary>
    public bool IsInfix => Format.StartsWith("({0} ", StringComparison.Ordinal) && Operands.Length == 2;
}

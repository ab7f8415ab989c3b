namespace OptimizerDsl;

/// <summary>One truth value per tensor, group or optimizer: the result of comparing <see cref="Scalar"/>s.</summary>
/// <remarks>Like a <see cref="Scalar"/> it is not known on the host: choose by <see cref="Equations.Where(Condition, Scalar, Scalar)"/>.</remarks>
/// <param name="value">The value.</param>
public readonly struct Condition(bool value)
{
    /// <summary>The value.</summary>
    /// <remarks>For executions and tests; an update rule cannot use it.</remarks>
    public bool Value { get; } = value;

    /// <summary>Whether both hold.</summary>
    public static Condition operator &(Condition a, Condition b) => new(a.Value && b.Value);

    /// <summary>Whether either holds.</summary>
    public static Condition operator |(Condition a, Condition b) => new(a.Value || b.Value);

    /// <summary>Whether it does not hold.</summary>
    public static Condition operator !(Condition a) => new(!a.Value);
}

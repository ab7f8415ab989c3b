using System.Globalization;

namespace OptimizerDsl;

/// <summary>
/// One value per tensor, group or optimizer: the result of a reduction such as <see cref="Equations.Norm(Tensor, Over)"/>, and
/// what is computed of it.
/// </summary>
/// <remarks>
/// In the compiled executions a scalar lives on the parameters' device and never travels to the host, so it does not convert to
/// a <see cref="double"/> and no <see langword="if"/> can depend on it. Compare it and choose by
/// <see cref="Equations.Where(Condition, Scalar, Scalar)"/> instead. In the reference execution it is a float64 number.
/// </remarks>
/// <param name="value">The value.</param>
public readonly partial struct Scalar(double value)
{
    /// <summary>The value.</summary>
    /// <remarks>For executions and tests; an update rule cannot use it.</remarks>
    public double Value { get; } = value;

    /// <summary>The value, in the invariant culture.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    internal Scalar Map(Func<double, double> function) => new(function(Value));

    /// <summary>The value with the other sign.</summary>
    public static Scalar operator -(Scalar a) => new(-a.Value);

    /// <summary>The sum of the two values.</summary>
    public static Scalar operator +(Scalar a, Scalar b) => new(a.Value + b.Value);

    /// <inheritdoc cref="operator +(Scalar, Scalar)"/>
    public static Scalar operator +(Scalar a, double b) => new(a.Value + b);

    /// <inheritdoc cref="operator +(Scalar, Scalar)"/>
    public static Scalar operator +(double a, Scalar b) => new(a + b.Value);

    /// <summary>The difference of the two values.</summary>
    public static Scalar operator -(Scalar a, Scalar b) => new(a.Value - b.Value);

    /// <inheritdoc cref="operator -(Scalar, Scalar)"/>
    public static Scalar operator -(Scalar a, double b) => new(a.Value - b);

    /// <inheritdoc cref="operator -(Scalar, Scalar)"/>
    public static Scalar operator -(double a, Scalar b) => new(a - b.Value);

    /// <summary>The product of the two values.</summary>
    public static Scalar operator *(Scalar a, Scalar b) => new(a.Value * b.Value);

    /// <inheritdoc cref="operator *(Scalar, Scalar)"/>
    public static Scalar operator *(Scalar a, double b) => new(a.Value * b);

    /// <inheritdoc cref="operator *(Scalar, Scalar)"/>
    public static Scalar operator *(double a, Scalar b) => new(a * b.Value);

    /// <summary>The quotient of the two values.</summary>
    public static Scalar operator /(Scalar a, Scalar b) => new(a.Value / b.Value);

    /// <inheritdoc cref="operator /(Scalar, Scalar)"/>
    public static Scalar operator /(Scalar a, double b) => new(a.Value / b);

    /// <inheritdoc cref="operator /(Scalar, Scalar)"/>
    public static Scalar operator /(double a, Scalar b) => new(a / b.Value);
}

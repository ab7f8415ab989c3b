namespace OptimizerDsl;

/// <summary>
/// Makes a field a hyperparameter: an argument of the constructor and a field of the options, of each parameter group and of
/// the saved state. The field is a <see cref="double"/>, an <see cref="int"/>, a <see cref="bool"/> or a
/// <see cref="Coefficients"/>.
/// </summary>
/// <remarks>
/// <para>The field's initializer is the default value; a field without one is a required argument.</para>
/// <para>A bound holds for the number, or for each entry of a <see cref="Coefficients"/>; a value outside it is refused with an
/// <see cref="ArgumentOutOfRangeException"/> when the optimizer or its parameter group is made. An unset bound is
/// <see cref="double.NaN"/>. A NaN value is outside every bound that is set. What several must fulfil together, a
/// <see cref="ConstraintAttribute"/> says.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.Field, AllowMultiple = false, Inherited = false)]
public sealed class HyperparameterAttribute : Attribute
{
    /// <summary>The smallest value allowed; <see cref="double.NaN"/>, the default, for none.</summary>
    public double AtLeast { get; init; } = double.NaN;

    /// <summary>Every value allowed is greater than this; <see cref="double.NaN"/>, the default, for no such bound.</summary>
    public double Above { get; init; } = double.NaN;

    /// <summary>The largest value allowed; <see cref="double.NaN"/>, the default, for none.</summary>
    public double AtMost { get; init; } = double.NaN;

    /// <summary>Every value allowed is less than this; <see cref="double.NaN"/>, the default, for no such bound.</summary>
    public double Below { get; init; } = double.NaN;
}

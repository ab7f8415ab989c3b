namespace OptimizerDsl;

public sealed partial class Coefficients
{
    /// <summary>Each coefficient with the other sign.</summary>
    public static Coefficients operator -(Coefficients a) => a.Map(x => -x);

    /// <summary>The sum of each coefficient and its counterpart, or the one number.</summary>
    public static Coefficients operator +(Coefficients a, Coefficients b) => Zip(a, b, (x, y) => x + y);

    /// <inheritdoc cref="operator +(Coefficients, Coefficients)"/>
    public static Coefficients operator +(Coefficients a, double b) => a.Map(x => x + b);

    /// <inheritdoc cref="operator +(Coefficients, Coefficients)"/>
    public static Coefficients operator +(double a, Coefficients b) => b.Map(x => a + x);

    /// <summary>The difference of each coefficient and its counterpart, or the one number.</summary>
    public static Coefficients operator -(Coefficients a, Coefficients b) => Zip(a, b, (x, y) => x - y);

    /// <inheritdoc cref="operator -(Coefficients, Coefficients)"/>
    public static Coefficients operator -(Coefficients a, double b) => a.Map(x => x - b);

    /// <inheritdoc cref="operator -(Coefficients, Coefficients)"/>
    public static Coefficients operator -(double a, Coefficients b) => b.Map(x => a - x);

    /// <summary>The product of each coefficient and its counterpart, or the one number.</summary>
    public static Coefficients operator *(Coefficients a, Coefficients b) => Zip(a, b, (x, y) => x * y);

    /// <inheritdoc cref="operator *(Coefficients, Coefficients)"/>
    public static Coefficients operator *(Coefficients a, double b) => a.Map(x => x * b);

    /// <inheritdoc cref="operator *(Coefficients, Coefficients)"/>
    public static Coefficients operator *(double a, Coefficients b) => b.Map(x => a * x);

    /// <summary>The quotient of each coefficient and its counterpart, or the one number.</summary>
    public static Coefficients operator /(Coefficients a, Coefficients b) => Zip(a, b, (x, y) => x / y);

    /// <inheritdoc cref="operator /(Coefficients, Coefficients)"/>
    public static Coefficients operator /(Coefficients a, double b) => a.Map(x => x / b);

    /// <inheritdoc cref="operator /(Coefficients, Coefficients)"/>
    public static Coefficients operator /(double a, Coefficients b) => b.Map(x => a / x);
}

namespace OptimizerDsl;

public static partial class Equations
{
    /// <summary>The square root; NaN below zero.</summary>
    public static double Sqrt(double x) => Math.Sqrt(x);

    /// <inheritdoc cref="Sqrt(double)"/>
    public static Tensor Sqrt(Tensor x) => x.Map(Sqrt);

    /// <inheritdoc cref="Sqrt(double)"/>
    public static TensorBank Sqrt(TensorBank x) => x.Map(Sqrt);

    /// <inheritdoc cref="Sqrt(double)"/>
    public static Scalar Sqrt(Scalar x) => x.Map(Sqrt);

    /// <inheritdoc cref="Sqrt(double)"/>
    public static Coefficients Sqrt(Coefficients x) => x.Map(Sqrt);

    /// <summary>One over the square root; infinite at zero, NaN below.</summary>
    public static double Rsqrt(double x) => 1 / Math.Sqrt(x);

    /// <inheritdoc cref="Rsqrt(double)"/>
    public static Tensor Rsqrt(Tensor x) => x.Map(Rsqrt);

    /// <inheritdoc cref="Rsqrt(double)"/>
    public static TensorBank Rsqrt(TensorBank x) => x.Map(Rsqrt);

    /// <inheritdoc cref="Rsqrt(double)"/>
    public static Scalar Rsqrt(Scalar x) => x.Map(Rsqrt);

    /// <inheritdoc cref="Rsqrt(double)"/>
    public static Coefficients Rsqrt(Coefficients x) => x.Map(Rsqrt);

    /// <summary>The value times itself.</summary>
    public static double Square(double x) => x * x;

    /// <inheritdoc cref="Square(double)"/>
    public static Tensor Square(Tensor x) => x.Map(Square);

    /// <inheritdoc cref="Square(double)"/>
    public static TensorBank Square(TensorBank x) => x.Map(Square);

    /// <inheritdoc cref="Square(double)"/>
    public static Scalar Square(Scalar x) => x.Map(Square);

    /// <inheritdoc cref="Square(double)"/>
    public static Coefficients Square(Coefficients x) => x.Map(Square);

    /// <summary>The value to the given power, as <see cref="Math.Pow(double, double)"/>.</summary>
    public static double Pow(double x, double exponent) => Math.Pow(x, exponent);

    /// <inheritdoc cref="Pow(double, double)"/>
    public static Tensor Pow(Tensor x, double exponent) => x.Map(b => Math.Pow(b, exponent));

    /// <inheritdoc cref="Pow(double, double)"/>
    public static TensorBank Pow(TensorBank x, double exponent) => x.Map(b => Math.Pow(b, exponent));

    /// <inheritdoc cref="Pow(double, double)"/>
    public static Scalar Pow(Scalar x, double exponent) => x.Map(b => Math.Pow(b, exponent));

    /// <inheritdoc cref="Pow(double, double)"/>
    public static Coefficients Pow(Coefficients x, double exponent) => x.Map(b => Math.Pow(b, exponent));

    /// <summary>e to the power of the value.</summary>
    public static double Exp(double x) => Math.Exp(x);

    /// <inheritdoc cref="Exp(double)"/>
    public static Tensor Exp(Tensor x) => x.Map(Exp);

    /// <inheritdoc cref="Exp(double)"/>
    public static TensorBank Exp(TensorBank x) => x.Map(Exp);

    /// <inheritdoc cref="Exp(double)"/>
    public static Scalar Exp(Scalar x) => x.Map(Exp);

    /// <inheritdoc cref="Exp(double)"/>
    public static Coefficients Exp(Coefficients x) => x.Map(Exp);

    /// <summary>The natural logarithm; negative infinity at zero, NaN below.</summary>
    public static double Log(double x) => Math.Log(x);

    /// <inheritdoc cref="Log(double)"/>
    public static Tensor Log(Tensor x) => x.Map(Log);

    /// <inheritdoc cref="Log(double)"/>
    public static TensorBank Log(TensorBank x) => x.Map(Log);

    /// <inheritdoc cref="Log(double)"/>
    public static Scalar Log(Scalar x) => x.Map(Log);

    /// <inheritdoc cref="Log(double)"/>
    public static Coefficients Log(Coefficients x) => x.Map(Log);
}

namespace OptimizerDsl;

public static partial class Equations
{
    /// <summary>The magnitude.</summary>
    public static double Abs(double x) => Math.Abs(x);

    /// <inheritdoc cref="Abs(double)"/>
    public static Tensor Abs(Tensor x) => x.Map(Abs);

    /// <inheritdoc cref="Abs(double)"/>
    public static TensorBank Abs(TensorBank x) => x.Map(Abs);

    /// <inheritdoc cref="Abs(double)"/>
    public static Scalar Abs(Scalar x) => x.Map(Abs);

    /// <inheritdoc cref="Abs(double)"/>
    public static Coefficients Abs(Coefficients x) => x.Map(Abs);

    /// <summary>1 above zero, -1 below, 0 at either zero and, as <c>torch.sign</c>, at NaN.</summary>
    public static double Sign(double x) => x > 0 ? 1 : x < 0 ? -1 : 0;

    /// <inheritdoc cref="Sign(double)"/>
    public static Tensor Sign(Tensor x) => x.Map(Sign);

    /// <inheritdoc cref="Sign(double)"/>
    public static TensorBank Sign(TensorBank x) => x.Map(Sign);

    /// <inheritdoc cref="Sign(double)"/>
    public static Scalar Sign(Scalar x) => x.Map(Sign);

    /// <inheritdoc cref="Sign(double)"/>
    public static Coefficients Sign(Coefficients x) => x.Map(Sign);

    /// <summary>The hyperbolic tangent.</summary>
    public static double Tanh(double x) => Math.Tanh(x);

    /// <inheritdoc cref="Tanh(double)"/>
    public static Tensor Tanh(Tensor x) => x.Map(Tanh);

    /// <inheritdoc cref="Tanh(double)"/>
    public static TensorBank Tanh(TensorBank x) => x.Map(Tanh);

    /// <inheritdoc cref="Tanh(double)"/>
    public static Scalar Tanh(Scalar x) => x.Map(Tanh);

    /// <inheritdoc cref="Tanh(double)"/>
    public static Coefficients Tanh(Coefficients x) => x.Map(Tanh);

    /// <summary>The greater of two values; NaN if either is.</summary>
    public static double Max(double a, double b) => Math.Max(a, b);

    /// <inheritdoc cref="Max(double, double)"/>
    public static Tensor Max(Tensor a, Tensor b) => Tensor.Zip(a, b, Max);

    /// <inheritdoc cref="Max(double, double)"/>
    public static Tensor Max(Tensor a, double b) => a.Map(x => Max(x, b));

    /// <inheritdoc cref="Max(double, double)"/>
    public static Tensor Max(double a, Tensor b) => Max(b, a);

    /// <inheritdoc cref="Max(double, double)"/>
    public static Tensor Max(Tensor a, Scalar b) => Max(a, b.Value);

    /// <inheritdoc cref="Max(double, double)"/>
    public static Tensor Max(Scalar a, Tensor b) => Max(b, a.Value);

    /// <inheritdoc cref="Max(double, double)"/>
    public static Scalar Max(Scalar a, Scalar b) => new(Max(a.Value, b.Value));

    /// <inheritdoc cref="Max(double, double)"/>
    public static Scalar Max(Scalar a, double b) => new(Max(a.Value, b));

    /// <inheritdoc cref="Max(double, double)"/>
    public static Scalar Max(double a, Scalar b) => Max(b, a);

    /// <inheritdoc cref="Max(double, double)"/>
    public static TensorBank Max(TensorBank a, TensorBank b) => TensorBank.Pair(a, b, Max);

    /// <inheritdoc cref="Max(double, double)"/>
    public static TensorBank Max(TensorBank a, double b) => a.Map(x => Max(x, b));

    /// <inheritdoc cref="Max(double, double)"/>
    public static TensorBank Max(double a, TensorBank b) => Max(b, a);

    /// <summary>The lesser of two values; NaN if either is.</summary>
    public static double Min(double a, double b) => Math.Min(a, b);

    /// <inheritdoc cref="Min(double, double)"/>
    public static Tensor Min(Tensor a, Tensor b) => Tensor.Zip(a, b, Min);

    /// <inheritdoc cref="Min(double, double)"/>
    public static Tensor Min(Tensor a, double b) => a.Map(x => Min(x, b));

    /// <inheritdoc cref="Min(double, double)"/>
    public static Tensor Min(double a, Tensor b) => Min(b, a);

    /// <inheritdoc cref="Min(double, double)"/>
    public static Tensor Min(Tensor a, Scalar b) => Min(a, b.Value);

    /// <inheritdoc cref="Min(double, double)"/>
    public static Tensor Min(Scalar a, Tensor b) => Min(b, a.Value);

    /// <inheritdoc cref="Min(double, double)"/>
    public static Scalar Min(Scalar a, Scalar b) => new(Min(a.Value, b.Value));

    /// <inheritdoc cref="Min(double, double)"/>
    public static Scalar Min(Scalar a, double b) => new(Min(a.Value, b));

    /// <inheritdoc cref="Min(double, double)"/>
    public static Scalar Min(double a, Scalar b) => Min(b, a);

    /// <inheritdoc cref="Min(double, double)"/>
    public static TensorBank Min(TensorBank a, TensorBank b) => TensorBank.Pair(a, b, Min);

    /// <inheritdoc cref="Min(double, double)"/>
    public static TensorBank Min(TensorBank a, double b) => a.Map(x => Min(x, b));

    /// <inheritdoc cref="Min(double, double)"/>
    public static TensorBank Min(double a, TensorBank b) => Min(b, a);

    /// <summary>The value, or the nearer of the two bounds if it is outside them; NaN if any of the three is.</summary>
    /// <remarks>As in <c>torch.clamp</c>, <paramref name="high"/> counts where it is less than <paramref name="low"/>.</remarks>
    public static double Clamp(double x, double low, double high) => Math.Min(Math.Max(x, low), high);

    /// <inheritdoc cref="Clamp(double, double, double)"/>
    public static Tensor Clamp(Tensor x, double low, double high) => x.Map(value => Clamp(value, low, high));

    /// <inheritdoc cref="Clamp(double, double, double)"/>
    public static TensorBank Clamp(TensorBank x, double low, double high) => x.Map(value => Clamp(value, low, high));

    /// <inheritdoc cref="Clamp(double, double, double)"/>
    public static Scalar Clamp(Scalar x, double low, double high) => x.Map(value => Clamp(value, low, high));
}

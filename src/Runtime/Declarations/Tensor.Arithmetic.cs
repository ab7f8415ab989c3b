namespace OptimizerDsl;

public readonly partial struct Tensor
{
    /// <summary>Each element with the other sign.</summary>
    public static Tensor operator -(Tensor a) => a.Map(x => -x);

    /// <summary>The sum of each element and its counterpart, or the one number.</summary>
    public static Tensor operator +(Tensor a, Tensor b) => Zip(a, b, (x, y) => x + y);

    /// <inheritdoc cref="operator +(Tensor, Tensor)"/>
    public static Tensor operator +(Tensor a, double b) => a.Map(x => x + b);

    /// <inheritdoc cref="operator +(Tensor, Tensor)"/>
    public static Tensor operator +(double a, Tensor b) => b.Map(x => a + x);

    /// <inheritdoc cref="operator +(Tensor, Tensor)"/>
    public static Tensor operator +(Tensor a, Scalar b) => a + b.Value;

    /// <inheritdoc cref="operator +(Tensor, Tensor)"/>
    public static Tensor operator +(Scalar a, Tensor b) => a.Value + b;

    /// <summary>The bank of the sum with each coefficient in turn.</summary>
    public static TensorBank operator +(Tensor a, Coefficients b) => TensorBank.Spread(b, k => a + k);

    /// <inheritdoc cref="operator +(Tensor, Coefficients)"/>
    public static TensorBank operator +(Coefficients a, Tensor b) => TensorBank.Spread(a, k => k + b);

    /// <summary>The difference of each element and its counterpart, or the one number.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => Zip(a, b, (x, y) => x - y);

    /// <inheritdoc cref="operator -(Tensor, Tensor)"/>
    public static Tensor operator -(Tensor a, double b) => a.Map(x => x - b);

    /// <inheritdoc cref="operator -(Tensor, Tensor)"/>
    public static Tensor operator -(double a, Tensor b) => b.Map(x => a - x);

    /// <inheritdoc cref="operator -(Tensor, Tensor)"/>
    public static Tensor operator -(Tensor a, Scalar b) => a - b.Value;

    /// <inheritdoc cref="operator -(Tensor, Tensor)"/>
    public static Tensor operator -(Scalar a, Tensor b) => a.Value - b;

    /// <summary>The bank of the difference with each coefficient in turn.</summary>
    public static TensorBank operator -(Tensor a, Coefficients b) => TensorBank.Spread(b, k => a - k);

    /// <inheritdoc cref="operator -(Tensor, Coefficients)"/>
    public static TensorBank operator -(Coefficients a, Tensor b) => TensorBank.Spread(a, k => k - b);

    /// <summary>The product of each element and its counterpart, or the one number.</summary>
    public static Tensor operator *(Tensor a, Tensor b) => Zip(a, b, (x, y) => x * y);

    /// <inheritdoc cref="operator *(Tensor, Tensor)"/>
    public static Tensor operator *(Tensor a, double b) => a.Map(x => x * b);

    /// <inheritdoc cref="operator *(Tensor, Tensor)"/>
    public static Tensor operator *(double a, Tensor b) => b.Map(x => a * x);

    /// <inheritdoc cref="operator *(Tensor, Tensor)"/>
    public static Tensor operator *(Tensor a, Scalar b) => a * b.Value;

    /// <inheritdoc cref="operator *(Tensor, Tensor)"/>
    public static Tensor operator *(Scalar a, Tensor b) => a.Value * b;

    /// <summary>The bank of the product with each coefficient in turn.</summary>
    public static TensorBank operator *(Tensor a, Coefficients b) => TensorBank.Spread(b, k => a * k);

    /// <inheritdoc cref="operator *(Tensor, Coefficients)"/>
    public static TensorBank operator *(Coefficients a, Tensor b) => TensorBank.Spread(a, k => k * b);

    /// <summary>The quotient of each element and its counterpart, or the one number.</summary>
    public static Tensor operator /(Tensor a, Tensor b) => Zip(a, b, (x, y) => x / y);

    /// <inheritdoc cref="operator /(Tensor, Tensor)"/>
    public static Tensor operator /(Tensor a, double b) => a.Map(x => x / b);

    /// <inheritdoc cref="operator /(Tensor, Tensor)"/>
    public static Tensor operator /(double a, Tensor b) => b.Map(x => a / x);

    /// <inheritdoc cref="operator /(Tensor, Tensor)"/>
    public static Tensor operator /(Tensor a, Scalar b) => a / b.Value;

    /// <inheritdoc cref="operator /(Tensor, Tensor)"/>
    public static Tensor operator /(Scalar a, Tensor b) => a.Value / b;

    /// <summary>The bank of the quotient with each coefficient in turn.</summary>
    public static TensorBank operator /(Tensor a, Coefficients b) => TensorBank.Spread(b, k => a / k);

    /// <inheritdoc cref="operator /(Tensor, Coefficients)"/>
    public static TensorBank operator /(Coefficients a, Tensor b) => TensorBank.Spread(a, k => k / b);
}

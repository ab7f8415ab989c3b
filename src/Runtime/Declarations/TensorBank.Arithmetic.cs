namespace OptimizerDsl;

public readonly partial struct TensorBank
{
    /// <summary>Each element with the other sign.</summary>
    public static TensorBank operator -(TensorBank a) => a.Each(x => -x);

    /// <summary>The sum of each tensor and its counterpart, or the one tensor or number.</summary>
    public static TensorBank operator +(TensorBank a, TensorBank b) => Pair(a, b, (x, y) => x + y);

    /// <inheritdoc cref="operator +(TensorBank, TensorBank)"/>
    public static TensorBank operator +(TensorBank a, Coefficients b) => Pair(a, b, (x, k) => x + k);

    /// <inheritdoc cref="operator +(TensorBank, TensorBank)"/>
    public static TensorBank operator +(Coefficients a, TensorBank b) => Pair(b, a, (x, k) => k + x);

    /// <inheritdoc cref="operator +(TensorBank, TensorBank)"/>
    public static TensorBank operator +(TensorBank a, Tensor b) => a.Each(x => x + b);

    /// <inheritdoc cref="operator +(TensorBank, TensorBank)"/>
    public static TensorBank operator +(Tensor a, TensorBank b) => b.Each(x => a + x);

    /// <inheritdoc cref="operator +(TensorBank, TensorBank)"/>
    public static TensorBank operator +(TensorBank a, Scalar b) => a.Each(x => x + b);

    /// <inheritdoc cref="operator +(TensorBank, TensorBank)"/>
    public static TensorBank operator +(Scalar a, TensorBank b) => b.Each(x => a + x);

    /// <inheritdoc cref="operator +(TensorBank, TensorBank)"/>
    public static TensorBank operator +(TensorBank a, double b) => a.Each(x => x + b);

    /// <inheritdoc cref="operator +(TensorBank, TensorBank)"/>
    public static TensorBank operator +(double a, TensorBank b) => b.Each(x => a + x);

    /// <summary>The difference of each tensor and its counterpart, or the one tensor or number.</summary>
    public static TensorBank operator -(TensorBank a, TensorBank b) => Pair(a, b, (x, y) => x - y);

    /// <inheritdoc cref="operator -(TensorBank, TensorBank)"/>
    public static TensorBank operator -(TensorBank a, Coefficients b) => Pair(a, b, (x, k) => x - k);

    /// <inheritdoc cref="operator -(TensorBank, TensorBank)"/>
    public static TensorBank operator -(Coefficients a, TensorBank b) => Pair(b, a, (x, k) => k - x);

    /// <inheritdoc cref="operator -(TensorBank, TensorBank)"/>
    public static TensorBank operator -(TensorBank a, Tensor b) => a.Each(x => x - b);

    /// <inheritdoc cref="operator -(TensorBank, TensorBank)"/>
    public static TensorBank operator -(Tensor a, TensorBank b) => b.Each(x => a - x);

    /// <inheritdoc cref="operator -(TensorBank, TensorBank)"/>
    public static TensorBank operator -(TensorBank a, Scalar b) => a.Each(x => x - b);

    /// <inheritdoc cref="operator -(TensorBank, TensorBank)"/>
    public static TensorBank operator -(Scalar a, TensorBank b) => b.Each(x => a - x);

    /// <inheritdoc cref="operator -(TensorBank, TensorBank)"/>
    public static TensorBank operator -(TensorBank a, double b) => a.Each(x => x - b);

    /// <inheritdoc cref="operator -(TensorBank, TensorBank)"/>
    public static TensorBank operator -(double a, TensorBank b) => b.Each(x => a - x);

    /// <summary>The product of each tensor and its counterpart, or the one tensor or number.</summary>
    public static TensorBank operator *(TensorBank a, TensorBank b) => Pair(a, b, (x, y) => x * y);

    /// <inheritdoc cref="operator *(TensorBank, TensorBank)"/>
    public static TensorBank operator *(TensorBank a, Coefficients b) => Pair(a, b, (x, k) => x * k);

    /// <inheritdoc cref="operator *(TensorBank, TensorBank)"/>
    public static TensorBank operator *(Coefficients a, TensorBank b) => Pair(b, a, (x, k) => k * x);

    /// <inheritdoc cref="operator *(TensorBank, TensorBank)"/>
    public static TensorBank operator *(TensorBank a, Tensor b) => a.Each(x => x * b);

    /// <inheritdoc cref="operator *(TensorBank, TensorBank)"/>
    public static TensorBank operator *(Tensor a, TensorBank b) => b.Each(x => a * x);

    /// <inheritdoc cref="operator *(TensorBank, TensorBank)"/>
    public static TensorBank operator *(TensorBank a, Scalar b) => a.Each(x => x * b);

    /// <inheritdoc cref="operator *(TensorBank, TensorBank)"/>
    public static TensorBank operator *(Scalar a, TensorBank b) => b.Each(x => a * x);

    /// <inheritdoc cref="operator *(TensorBank, TensorBank)"/>
    public static TensorBank operator *(TensorBank a, double b) => a.Each(x => x * b);

    /// <inheritdoc cref="operator *(TensorBank, TensorBank)"/>
    public static TensorBank operator *(double a, TensorBank b) => b.Each(x => a * x);

    /// <summary>The quotient of each tensor and its counterpart, or the one tensor or number.</summary>
    public static TensorBank operator /(TensorBank a, TensorBank b) => Pair(a, b, (x, y) => x / y);

    /// <inheritdoc cref="operator /(TensorBank, TensorBank)"/>
    public static TensorBank operator /(TensorBank a, Coefficients b) => Pair(a, b, (x, k) => x / k);

    /// <inheritdoc cref="operator /(TensorBank, TensorBank)"/>
    public static TensorBank operator /(Coefficients a, TensorBank b) => Pair(b, a, (x, k) => k / x);

    /// <inheritdoc cref="operator /(TensorBank, TensorBank)"/>
    public static TensorBank operator /(TensorBank a, Tensor b) => a.Each(x => x / b);

    /// <inheritdoc cref="operator /(TensorBank, TensorBank)"/>
    public static TensorBank operator /(Tensor a, TensorBank b) => b.Each(x => a / x);

    /// <inheritdoc cref="operator /(TensorBank, TensorBank)"/>
    public static TensorBank operator /(TensorBank a, Scalar b) => a.Each(x => x / b);

    /// <inheritdoc cref="operator /(TensorBank, TensorBank)"/>
    public static TensorBank operator /(Scalar a, TensorBank b) => b.Each(x => a / x);

    /// <inheritdoc cref="operator /(TensorBank, TensorBank)"/>
    public static TensorBank operator /(TensorBank a, double b) => a.Each(x => x / b);

    /// <inheritdoc cref="operator /(TensorBank, TensorBank)"/>
    public static TensorBank operator /(double a, TensorBank b) => b.Each(x => a / x);
}

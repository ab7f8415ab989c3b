namespace OptimizerDsl;

public readonly partial struct Tensor
{
    /// <summary>Where an element is less than its counterpart, or the one number; nowhere beside a NaN.</summary>
    public static Mask operator <(Tensor a, Tensor b) => new(Each(a, b, (x, y) => x < y));

    /// <inheritdoc cref="operator &lt;(Tensor, Tensor)"/>
    public static Mask operator <(Tensor a, double b) => new(a.Each(x => x < b));

    /// <inheritdoc cref="operator &lt;(Tensor, Tensor)"/>
    public static Mask operator <(double a, Tensor b) => new(b.Each(x => a < x));

    /// <inheritdoc cref="operator &lt;(Tensor, Tensor)"/>
    public static Mask operator <(Tensor a, Scalar b) => a < b.Value;

    /// <inheritdoc cref="operator &lt;(Tensor, Tensor)"/>
    public static Mask operator <(Scalar a, Tensor b) => a.Value < b;

    /// <summary>Where an element is at most its counterpart, or the one number; nowhere beside a NaN.</summary>
    public static Mask operator <=(Tensor a, Tensor b) => new(Each(a, b, (x, y) => x <= y));

    /// <inheritdoc cref="operator &lt;=(Tensor, Tensor)"/>
    public static Mask operator <=(Tensor a, double b) => new(a.Each(x => x <= b));

    /// <inheritdoc cref="operator &lt;=(Tensor, Tensor)"/>
    public static Mask operator <=(double a, Tensor b) => new(b.Each(x => a <= x));

    /// <inheritdoc cref="operator &lt;=(Tensor, Tensor)"/>
    public static Mask operator <=(Tensor a, Scalar b) => a <= b.Value;

    /// <inheritdoc cref="operator &lt;=(Tensor, Tensor)"/>
    public static Mask operator <=(Scalar a, Tensor b) => a.Value <= b;

    /// <summary>Where an element is greater than its counterpart, or the one number; nowhere beside a NaN.</summary>
    public static Mask operator >(Tensor a, Tensor b) => new(Each(a, b, (x, y) => x > y));

    /// <inheritdoc cref="operator &gt;(Tensor, Tensor)"/>
    public static Mask operator >(Tensor a, double b) => new(a.Each(x => x > b));

    /// <inheritdoc cref="operator &gt;(Tensor, Tensor)"/>
    public static Mask operator >(double a, Tensor b) => new(b.Each(x => a > x));

    /// <inheritdoc cref="operator &gt;(Tensor, Tensor)"/>
    public static Mask operator >(Tensor a, Scalar b) => a > b.Value;

    /// <inheritdoc cref="operator &gt;(Tensor, Tensor)"/>
    public static Mask operator >(Scalar a, Tensor b) => a.Value > b;

    /// <summary>Where an element is at least its counterpart, or the one number; nowhere beside a NaN.</summary>
    public static Mask operator >=(Tensor a, Tensor b) => new(Each(a, b, (x, y) => x >= y));

    /// <inheritdoc cref="operator &gt;=(Tensor, Tensor)"/>
    public static Mask operator >=(Tensor a, double b) => new(a.Each(x => x >= b));

    /// <inheritdoc cref="operator &gt;=(Tensor, Tensor)"/>
    public static Mask operator >=(double a, Tensor b) => new(b.Each(x => a >= x));

    /// <inheritdoc cref="operator &gt;=(Tensor, Tensor)"/>
    public static Mask operator >=(Tensor a, Scalar b) => a >= b.Value;

    /// <inheritdoc cref="operator &gt;=(Tensor, Tensor)"/>
    public static Mask operator >=(Scalar a, Tensor b) => a.Value >= b;
}

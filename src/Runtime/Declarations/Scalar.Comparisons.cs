namespace OptimizerDsl;

public readonly partial struct Scalar
{
    /// <summary>Whether the first is less than the second; false if either is NaN.</summary>
    public static Condition operator <(Scalar a, Scalar b) => new(a.Value < b.Value);

    /// <summary>Whether the first is less than the second; false if either is NaN.</summary>
    public static Condition operator <(Scalar a, double b) => new(a.Value < b);

    /// <summary>Whether the first is less than the second; false if either is NaN.</summary>
    public static Condition operator <(double a, Scalar b) => new(a < b.Value);

    /// <summary>Whether the first is at most the second; false if either is NaN.</summary>
    public static Condition operator <=(Scalar a, Scalar b) => new(a.Value <= b.Value);

    /// <summary>Whether the first is at most the second; false if either is NaN.</summary>
    public static Condition operator <=(Scalar a, double b) => new(a.Value <= b);

    /// <summary>Whether the first is at most the second; false if either is NaN.</summary>
    public static Condition operator <=(double a, Scalar b) => new(a <= b.Value);

    /// <summary>Whether the first is greater than the second; false if either is NaN.</summary>
    public static Condition operator >(Scalar a, Scalar b) => new(a.Value > b.Value);

    /// <summary>Whether the first is greater than the second; false if either is NaN.</summary>
    public static Condition operator >(Scalar a, double b) => new(a.Value > b);

    /// <summary>Whether the first is greater than the second; false if either is NaN.</summary>
    public static Condition operator >(double a, Scalar b) => new(a > b.Value);

    /// <summary>Whether the first is at least the second; false if either is NaN.</summary>
    public static Condition operator >=(Scalar a, Scalar b) => new(a.Value >= b.Value);

    /// <summary>Whether the first is at least the second; false if either is NaN.</summary>
    public static Condition operator >=(Scalar a, double b) => new(a.Value >= b);

    /// <summary>Whether the first is at least the second; false if either is NaN.</summary>
    public static Condition operator >=(double a, Scalar b) => new(a >= b.Value);
}

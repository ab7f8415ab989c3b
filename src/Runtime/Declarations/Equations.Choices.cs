namespace OptimizerDsl;

public static partial class Equations
{
    /// <summary>Per element, <paramref name="yes"/> where the mask says yes and <paramref name="no"/> where it says no.</summary>
    public static Tensor Where(Mask mask, Tensor yes, Tensor no) => Choose(mask, yes.Values, no.Values);

    /// <inheritdoc cref="Where(Mask, Tensor, Tensor)"/>
    public static Tensor Where(Mask mask, Tensor yes, double no) => Where(mask, yes, yes.Map(_ => no));

    /// <inheritdoc cref="Where(Mask, Tensor, Tensor)"/>
    public static Tensor Where(Mask mask, double yes, Tensor no) => Where(mask, no.Map(_ => yes), no);

    /// <inheritdoc cref="Where(Mask, Tensor, Tensor)"/>
    public static Tensor Where(Mask mask, double yes, double no)
    {
        var result = new double[mask.Values.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = mask.Values[i] ? yes : no;
        return Tensor.Own(result);
    }

    /// <summary><paramref name="yes"/> if the condition holds, <paramref name="no"/> if it does not.</summary>
    public static Scalar Where(Condition condition, Scalar yes, Scalar no) => condition.Value ? yes : no;

    /// <inheritdoc cref="Where(Condition, Scalar, Scalar)"/>
    public static Scalar Where(Condition condition, Scalar yes, double no) => condition.Value ? yes : new(no);

    /// <inheritdoc cref="Where(Condition, Scalar, Scalar)"/>
    public static Scalar Where(Condition condition, double yes, Scalar no) => condition.Value ? new(yes) : no;

    /// <inheritdoc cref="Where(Condition, Scalar, Scalar)"/>
    public static Scalar Where(Condition condition, double yes, double no) => new(condition.Value ? yes : no);

    /// <summary>All of <paramref name="yes"/> if the condition holds, all of <paramref name="no"/> if it does not.</summary>
    public static Tensor Where(Condition condition, Tensor yes, Tensor no) => condition.Value ? yes : no;

    /// <inheritdoc cref="Where(Condition, Tensor, Tensor)"/>
    public static Tensor Where(Condition condition, Tensor yes, double no) => condition.Value ? yes : yes.Map(_ => no);

    /// <inheritdoc cref="Where(Condition, Tensor, Tensor)"/>
    public static Tensor Where(Condition condition, double yes, Tensor no) => condition.Value ? no.Map(_ => yes) : no;

    /// <summary>
    /// From <paramref name="a"/> the fraction <paramref name="weight"/> of the way to <paramref name="b"/>: a + weight (b - a).
    /// </summary>
    public static double Lerp(double a, double b, double weight) => a + weight * (b - a);

    /// <inheritdoc cref="Lerp(double, double, double)"/>
    public static Tensor Lerp(Tensor a, Tensor b, double weight) => a + weight * (b - a);

    /// <inheritdoc cref="Lerp(double, double, double)"/>
    public static Tensor Lerp(Tensor a, Tensor b, Tensor weight) => a + weight * (b - a);

    /// <inheritdoc cref="Lerp(double, double, double)"/>
    public static TensorBank Lerp(TensorBank a, TensorBank b, double weight) => a + weight * (b - a);

    /// <inheritdoc cref="Lerp(double, double, double)"/>
    public static Scalar Lerp(Scalar a, Scalar b, double weight) => a + weight * (b - a);

    private static Tensor Choose(Mask mask, ReadOnlySpan<double> yes, ReadOnlySpan<double> no)
    {
        var answers = mask.Values;
        Tensor.RequireSameLength(answers.Length, yes.Length);
        Tensor.RequireSameLength(answers.Length, no.Length);
        var result = new double[answers.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = answers[i] ? yes[i] : no[i];
        return Tensor.Own(result);
    }
}

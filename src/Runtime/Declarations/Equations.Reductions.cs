using OptimizerDsl.Compiled;

namespace OptimizerDsl;

public static partial class Equations
{
    /// <summary>The sum of the elements; 0 of none.</summary>
    /// <param name="x">The tensor, one of those that <paramref name="over"/> names.</param>
    /// <param name="over">The elements of this tensor, which is the default, or also those of others.</param>
    public static Scalar Sum(Tensor x, Over over = Over.Tensor) => Reduce(ReductionKind.Sum, over, Total(x), x.Length);

    /// <summary>The sum of the elements divided by their number; NaN of none.</summary>
    /// <inheritdoc cref="Sum(Tensor, Over)"/>
    /// <remarks>Over a group, each element counts once: a large tensor counts for more than a small one.</remarks>
    public static Scalar Mean(Tensor x, Over over = Over.Tensor) => Reduce(ReductionKind.Mean, over, Total(x), x.Length);

    /// <summary>The Euclidean norm, the root of the sum of squares; 0 of no elements.</summary>
    /// <inheritdoc cref="Sum(Tensor, Over)"/>
    /// <remarks>
    /// Over a group it is the norm of all the tensors as one vector. The sum of their norms is
    /// <c>Sum(Norm(x), Over.Group)</c>.
    /// </remarks>
    public static Scalar Norm(Tensor x, Over over = Over.Tensor) => Reduce(ReductionKind.Norm, over, Total(x * x), x.Length);

    /// <summary>The sum of the products of corresponding elements; 0 of none.</summary>
    /// <param name="a">The one tensor.</param>
    /// <param name="b">The other tensor, of the same length.</param>
    /// <param name="over">The elements of these tensors, which is the default, or also those of others.</param>
    public static Scalar Dot(Tensor a, Tensor b, Over over = Over.Tensor)
        => Reduce(ReductionKind.Dot, over, Total(a * b), a.Length);

    /// <summary>The largest magnitude; NaN if any element is, 0 of no elements.</summary>
    /// <inheritdoc cref="Sum(Tensor, Over)"/>
    public static Scalar MaxAbs(Tensor x, Over over = Over.Tensor)
    {
        var largest = 0.0;
        foreach (var value in x.Values)
            largest = Math.Max(largest, Math.Abs(value));
        return Reduce(ReductionKind.MaxAbs, over, largest, x.Length);
    }

    /// <summary>How many elements the mask says yes for.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="over">The elements of this mask, which is the default, or also those of others.</param>
    public static Scalar CountWhere(Mask mask, Over over = Over.Tensor) => Sum(Where(mask, 1.0, 0.0), over);

    /// <summary>The number of elements of the tensor, known before the step: <c>Sqrt(Count(θ))</c> costs nothing per element.</summary>
    public static double Count(Tensor x) => x.Length;

    /// <summary>The number of elements of all tensors that <paramref name="over"/> names.</summary>
    /// <param name="x">The tensor, one of them.</param>
    /// <param name="over">The elements of which tensors are counted.</param>
    public static Scalar Count(Tensor x, Over over) => Sum(new Scalar(x.Length), over);

    /// <summary>
    /// The sum of a value that each tensor has one of: <c>Sum(Norm(g), Over.Group)</c> is the sum of the norms of the group's
    /// gradients.
    /// </summary>
    /// <param name="x">This tensor's value.</param>
    /// <param name="over">Whose values are summed; <see cref="Over.Tensor"/> gives <paramref name="x"/> itself.</param>
    public static Scalar Sum(Scalar x, Over over) => Reduce(ReductionKind.SumOfScalars, over, x.Value, 1);

    /// <summary>The sum of the tensors of a bank, element by element.</summary>
    /// <exception cref="InvalidOperationException">The bank has no tensors.</exception>
    public static Tensor Sum(TensorBank bank)
    {
        if (bank.Count == 0)
            throw new InvalidOperationException("A bank of no tensors has no sum or mean (give its coefficients an entry).");
        var sum = new double[bank[0].Length];
        for (var element = 0; element < sum.Length; element++)
        {
            var total = new CompensatedSum();
            for (var k = 0; k < bank.Count; k++)
                total.Add(bank[k].Values[element]);
            sum[element] = total.Value;
        }
        return Tensor.Own(sum);
    }

    /// <summary>The mean of the tensors of a bank, element by element.</summary>
    /// <inheritdoc cref="Sum(TensorBank)"/>
    public static Tensor Mean(TensorBank bank) => Sum(bank) / bank.Count;

    private static double Total(Tensor x)
    {
        var total = new CompensatedSum();
        foreach (var value in x.Values)
            total.Add(value);
        return total.Value;
    }

    private static Scalar Reduce(ReductionKind kind, Over over, double value, long count)
        => new(ReferenceReduction.Reduce(new(kind, over, value, count)));
}

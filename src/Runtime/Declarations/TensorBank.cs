namespace OptimizerDsl;

/// <summary>
/// K tensors of one length, one per entry of a <see cref="Coefficients"/> hyperparameter, such as the velocities of AggMo
/// (Lucas et al. 2018).
/// </summary>
/// <remarks>
/// With <see cref="Coefficients"/> or another bank an operation goes entry by entry, with a <see cref="Tensor"/>,
/// <see cref="Scalar"/> or <see cref="double"/> the same operand meets every tensor. Banks or coefficients of different K, and
/// any use of <see langword="default"/>, are an <see cref="InvalidOperationException"/>.
/// </remarks>
public readonly partial struct TensorBank
{
    private readonly Tensor[]? _tensors;

    /// <summary>A bank of the given tensors.</summary>
    /// <param name="tensors">K tensors of one length; the list is copied.</param>
    /// <exception cref="InvalidOperationException">The tensors differ in length, or one has no value yet.</exception>
    public TensorBank(ReadOnlySpan<Tensor> tensors)
    {
        foreach (var tensor in tensors)
            Tensor.RequireSameLength(tensors[0].Length, tensor.Length);
        _tensors = tensors.ToArray();
    }

    private TensorBank(Tensor[] owned) => _tensors = owned;

    /// <summary>K, the number of tensors.</summary>
    /// <remarks>For executions and tests; an update rule cannot use it.</remarks>
    /// <exception cref="InvalidOperationException">The bank has no value yet.</exception>
    public int Count => Tensors.Length;

    /// <summary>One of the tensors.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1, in the order of the coefficients.</param>
    /// <remarks>For executions and tests; an update rule cannot use it.</remarks>
    /// <exception cref="InvalidOperationException">The bank has no value yet.</exception>
    /// <exception cref="IndexOutOfRangeException"><paramref name="index"/> is none of them.</exception>
    public Tensor this[int index] => Tensors[index];

    private Tensor[] Tensors => _tensors ?? throw new InvalidOperationException(
        "The tensor bank has no value yet (make it [State], which starts at zero, or assign it before it is read).");

    /// <summary>The bank of what <paramref name="function"/> makes of each coefficient.</summary>
    internal static TensorBank Spread(Coefficients coefficients, Func<double, Tensor> function)
        => new(owned: [.. coefficients.Select(function)]);

    internal TensorBank Map(Func<double, double> function) => Each(x => x.Map(function));

    internal static TensorBank Pair(TensorBank a, TensorBank b, Func<Tensor, Tensor, Tensor> function)
    {
        RequireSameCount(a, b.Count, "one");
        return new(owned: [.. a.Tensors.Zip(b.Tensors, function)]);
    }

    private static TensorBank Pair(TensorBank a, Coefficients b, Func<Tensor, double, Tensor> function)
    {
        RequireSameCount(a, b.Count, "coefficients");
        return new(owned: [.. a.Tensors.Zip(b, function)]);
    }

    private TensorBank Each(Func<Tensor, Tensor> function) => new(owned: Array.ConvertAll(Tensors, x => function(x)));

    private static void RequireSameCount(TensorBank bank, int count, string what)
    {
        if (bank.Count != count)
            throw new InvalidOperationException(
                $"A bank of {bank.Count} tensors does not match {what} of length {count} (a bank has one tensor for each entry "
                + "of the coefficients it was declared with).");
    }
}

namespace OptimizerDsl;

/// <summary>
/// A yes or no per element: the result of comparing tensors, and what
/// <see cref="Equations.Where(Mask, Tensor, Tensor)"/> chooses by.
/// </summary>
/// <remarks><see langword="default"/> has no value: every use of it is an <see cref="InvalidOperationException"/>.</remarks>
public readonly struct Mask
{
    private readonly bool[]? _values;

    internal Mask(bool[] values) => _values = values;

    /// <summary>The answers, in storage order.</summary>
    /// <remarks>For executions and tests; an update rule cannot use it.</remarks>
    /// <exception cref="InvalidOperationException">The mask has no value yet.</exception>
    public ReadOnlySpan<bool> Values => Elements;

    private bool[] Elements => _values ?? throw new InvalidOperationException(
        "The mask has no value yet (assign it the result of a comparison before it is read).");

    /// <summary>Where both say yes.</summary>
    public static Mask operator &(Mask a, Mask b) => Zip(a, b, (x, y) => x & y);

    /// <summary>Where either says yes.</summary>
    public static Mask operator |(Mask a, Mask b) => Zip(a, b, (x, y) => x | y);

    /// <summary>Where the mask says no.</summary>
    public static Mask operator !(Mask a) => new(Array.ConvertAll(a.Elements, x => !x));

    private static Mask Zip(Mask a, Mask b, Func<bool, bool, bool> function)
    {
        var (left, right) = (a.Elements, b.Elements);
        Tensor.RequireSameLength(left.Length, right.Length);
        var result = new bool[left.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = function(left[i], right[i]);
        return new(result);
    }
}

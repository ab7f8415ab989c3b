using System.Globalization;

namespace OptimizerDsl;

/// <summary>
/// One value per element of a parameter: the parameter itself, its gradient, its state and what is computed of them.
/// </summary>
/// <remarks>
/// In the compiled executions a tensor is a place in a fused kernel. In the reference execution, which runs <c>Update</c>
/// itself, it is the float64 values that this structure holds; they never change, every operation makes new ones. Shapes do
/// not matter to an update rule, so a tensor is flat. A number does not convert to a tensor: the types say what is known on
/// the host (<see cref="double"/>), once per tensor (<see cref="Scalar"/>) and per element.
/// <para><see langword="default"/> has no value: every use of it is an <see cref="InvalidOperationException"/>, as is an
/// operation on tensors of different lengths.</para>
/// </remarks>
public readonly partial struct Tensor
{
    private readonly double[]? _values;

    /// <summary>A tensor of the given values.</summary>
    /// <param name="values">One value per element, in storage order; copied.</param>
    public Tensor(ReadOnlySpan<double> values) => _values = values.ToArray();

    private Tensor(double[] owned) => _values = owned;

    /// <summary>The values, in storage order.</summary>
    /// <remarks>For executions and tests; an update rule cannot use it.</remarks>
    /// <exception cref="InvalidOperationException">The tensor has no value yet.</exception>
    public ReadOnlySpan<double> Values => Elements;

    /// <summary>The number of elements.</summary>
    /// <remarks>For executions and tests; an update rule cannot use it.</remarks>
    /// <exception cref="InvalidOperationException">The tensor has no value yet.</exception>
    public int Length => Elements.Length;

    private double[] Elements => _values ?? throw new InvalidOperationException(
        "The tensor has no value yet (make it [State], which starts at zero, or assign it before it is read).");

    /// <summary>The first values, for the debugger.</summary>
    public override string ToString()
    {
        const int shown = 8;
        if (_values is null)
            return "no value";
        var first = string.Join(", ", _values.Take(shown).Select(x => x.ToString(CultureInfo.InvariantCulture)));
        return _values.Length > shown ? $"[{first}, ...] ({_values.Length} elements)" : $"[{first}]";
    }

    /// <summary>A tensor of values nobody else keeps: not copied.</summary>
    internal static Tensor Own(double[] values) => new(owned: values);

    internal Tensor Map(Func<double, double> function) => Own(Each(function));

    internal static Tensor Zip(Tensor a, Tensor b, Func<double, double, double> function) => Own(Each(a, b, function));

    internal static void RequireSameLength(int a, int b)
    {
        if (a != b)
            throw new InvalidOperationException(
                $"A value of {a} elements does not match one of {b} (all tensors of one Update have the parameter's length).");
    }

    private T[] Each<T>(Func<double, T> function)
    {
        var source = Elements;
        var result = new T[source.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = function(source[i]);
        return result;
    }

    private static T[] Each<T>(Tensor a, Tensor b, Func<double, double, T> function)
    {
        var (left, right) = (a.Elements, b.Elements);
        RequireSameLength(left.Length, right.Length);
        var result = new T[left.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = function(left[i], right[i]);
        return result;
    }
}

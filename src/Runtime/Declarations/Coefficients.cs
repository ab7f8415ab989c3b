using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace OptimizerDsl;

/// <summary>
/// K numbers known on the host, such as the damping vector of AggMo (Lucas et al. 2018): a hyperparameter that may have any
/// length. Immutable; equal to another with the same entries. Written as a collection expression: <c>[0.0, 0.9, 0.99]</c>.
/// </summary>
/// <remarks>
/// Operators work entry by entry, with a number or with coefficients of the same length; other lengths are an
/// <see cref="InvalidOperationException"/>. Multiplied with a <see cref="Tensor"/> they make a <see cref="TensorBank"/>.
/// </remarks>
[CollectionBuilder(typeof(Coefficients), nameof(Create))]
public sealed partial class Coefficients : IReadOnlyList<double>, IEquatable<Coefficients>
{
    private readonly double[] _values;

    private Coefficients(double[] owned) => _values = owned;

    /// <summary>The given coefficients, copied.</summary>
    public static Coefficients Create(ReadOnlySpan<double> values) => new(values.ToArray());

    /// <summary>The given coefficients, copied.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="values"/> is <see langword="null"/>.</exception>
    public static implicit operator Coefficients(double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Create(values);
    }

    /// <summary>The entries.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>K, the number of entries.</summary>
    public int Count => _values.Length;

    /// <summary>One entry.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="IndexOutOfRangeException"><paramref name="index"/> is none of them.</exception>
    public double this[int index] => _values[index];

    /// <summary>The entries, in order.</summary>
    public IEnumerator<double> GetEnumerator() => ((IEnumerable<double>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether the other has the same entries in the same order; NaN equals NaN.</summary>
    public bool Equals(Coefficients? other) => other is not null && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Coefficients);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in _values)
            hash.Add(value);
        return hash.ToHashCode();
    }

    /// <summary>The entries as a collection expression in the invariant culture: <c>[0, 0.9, 0.99]</c>.</summary>
    public override string ToString()
        => $"[{string.Join(", ", _values.Select(x => x.ToString(CultureInfo.InvariantCulture)))}]";

    internal Coefficients Map(Func<double, double> function) => new(Array.ConvertAll(_values, x => function(x)));

    private static Coefficients Zip(Coefficients a, Coefficients b, Func<double, double, double> function)
        => a.Count == b.Count
            ? new([.. a.Zip(b, function)])
            : throw new InvalidOperationException(
                $"{a.Count} coefficients do not match {b.Count} (give the two hyperparameters the same length).");
}

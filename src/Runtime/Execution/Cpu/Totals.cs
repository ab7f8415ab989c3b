using System.ComponentModel;

namespace OptimizerDsl.Compiled;

/// <summary>
/// The reductions of one chunk, in float64. The caller sets them to the identity of each reduction before the pass and
/// combines the chunks in their order after it, so the result does not depend on which thread ran which chunk.
/// </summary>
/// <param name="values">One number per reduction of the pass.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct Totals(Span<double> values)
{
    private readonly Span<double> _values = values;

    /// <summary>The number of reductions.</summary>
    public int Count => _values.Length;

    /// <summary>The result of a reduction so far.</summary>
    /// <param name="reduction">The index of the reduction in its pass.</param>
    public ref double this[int reduction] => ref _values[reduction];
}

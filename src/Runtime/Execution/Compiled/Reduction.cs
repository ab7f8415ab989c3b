using System.ComponentModel;

namespace OptimizerDsl.Compiled;

/// <summary>The reductions an update rule can ask for.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum ReductionKind
{
    /// <summary>The sum of the elements.</summary>
    Sum,

    /// <summary>The sum divided by the number of elements.</summary>
    Mean,

    /// <summary>The root of the sum of squares.</summary>
    Norm,

    /// <summary>The sum of products.</summary>
    Dot,

    /// <summary>The largest magnitude.</summary>
    MaxAbs,

    /// <summary>The sum of a Scalar over parameters.</summary>
    SumOfScalars,
}

/// <summary>A reduction of a rule.</summary>
/// <param name="Kind">How totals are combined.</param>
/// <param name="Over">What it runs over.</param>
/// <param name="Pass">The pass that computes its totals.</param>
/// <param name="Slot">The slot that receives the result.</param>
/// <param name="From">The slot that is summed, for <see cref="ReductionKind.SumOfScalars"/>; otherwise -1.</param>
/// <param name="Total">Its index among the totals of its pass; -1 for <see cref="ReductionKind.SumOfScalars"/>.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record Reduction(ReductionKind Kind, Over Over, int Pass, int Slot, int From, int Total);

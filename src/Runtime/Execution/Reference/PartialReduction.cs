namespace OptimizerDsl.Compiled;

/// <summary>What one parameter brings to a reduction over its group or over all parameters.</summary>
/// <param name="Kind">The reduction.</param>
/// <param name="Over">What it is taken over.</param>
/// <param name="Value">The parameter's sum, sum of squares (<see cref="ReductionKind.Norm"/>) or largest magnitude.</param>
/// <param name="Count">Its number of elements, for the mean.</param>
internal readonly record struct PartialReduction(ReductionKind Kind, Over Over, double Value, long Count)
{
    /// <summary>The reduction over this parameter alone.</summary>
    public double Result => Combine([this]);

    /// <summary>The reduction over all of <paramref name="parts"/>, which are of one kind, in their order.</summary>
    public static double Combine(IReadOnlyList<PartialReduction> parts)
    {
        var total = new CompensatedSum();
        var (count, largest) = (0L, 0.0);
        foreach (var part in parts)
        {
            total.Add(part.Value);
            count += part.Count;
            largest = Math.Max(largest, part.Value);
        }
        return parts[0].Kind switch
        {
            ReductionKind.Norm => Math.Sqrt(total.Value),
            ReductionKind.Mean => total.Value / count,
            ReductionKind.MaxAbs => largest,
            _ => total.Value,
        };
    }

    /// <summary>Whether both are parts of one reduction.</summary>
    public bool Matches(PartialReduction other) => Kind == other.Kind && Over == other.Over;
}

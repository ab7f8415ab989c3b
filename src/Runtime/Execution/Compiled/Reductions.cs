namespace OptimizerDsl.Compiled;

/// <summary>Combines what the parameters bring to the reductions of a pass, always in the order of the parameters.</summary>
internal static unsafe class Reductions
{
    public static void Combine(IReadOnlyList<Reduction> reductions, int pass, List<ParameterSlot> active)
    {
        for (var r = 0; r < reductions.Count; r++)
        {
            var reduction = reductions[r];
            if (reduction.Pass != pass) continue;
            for (var first = 0; first < active.Count;)
            {
                var end = EndOfScope(reduction.Over, active, first);
                var (total, elements) = (0.0, 0L);
                for (var i = first; i < end; i++)
                {
                    var own = reduction.From >= 0 ? active[i].Scalars[reduction.From] : active[i].Totals[reduction.Total];
                    total = reduction.Kind == ReductionKind.MaxAbs ? Math.Max(total, own) : total + own;
                    elements += active[i].Elements;
                }

                var result = reduction.Kind switch
                {
                    ReductionKind.Norm => Math.Sqrt(total),
                    ReductionKind.Mean => total / elements,
                    _ => total,
                };
                for (; first < end; first++) active[first].Scalars[reduction.Slot] = result;
            }
        }
    }

    /// <summary>The end of the parameters that a reduction combines with the one at <paramref name="first"/>.</summary>
    public static int EndOfScope(Over over, List<ParameterSlot> active, int first)
    {
        if (over == Over.All) return active.Count;
        if (over == Over.Tensor) return first + 1;
        var end = first;
        while (end < active.Count && active[end].Group == active[first].Group) end++;
        return end;
    }
}

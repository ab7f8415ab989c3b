namespace OptimizerDsl.Compiled;

/// <summary>Reductions over a group or over all parameters, in the reference execution.</summary>
/// <remarks>
/// <c>Update</c> sees one parameter at a time, but <c>Norm(g, Over.Group)</c> needs the gradients of all of the group. So the
/// updates are replayed: each round runs every one of them as far as the values of its reductions are known, the first
/// unknown one is combined after the round, and the first round in which every value was known is the step.
/// </remarks>
public static class ReferenceReduction
{
    [ThreadStatic]
    private static ReductionReplay? _replay;

    /// <summary>
    /// Runs the updates of several parameters, again and again until every reduction over a group or over all had its value;
    /// only the last run of each counts. Outside, such a reduction is that of the one tensor.
    /// </summary>
    /// <param name="groups">The index of each parameter's group.</param>
    /// <param name="body">Runs the update of the parameter of the given index, on this thread and on fresh copies: it is called
    /// once more for each reduction, and each time must start from the same values.</param>
    /// <exception cref="InvalidOperationException">The updates do not reach the same reductions in the same order.</exception>
    public static void Run(IReadOnlyList<int> groups, Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(body);

        var outer = _replay;
        var replay = new ReductionReplay(groups);
        try
        {
            do
            {
                for (var parameter = 0; parameter < groups.Count; parameter++)
                {
                    _replay = replay;
                    replay.Begin(parameter);
                    body(parameter);
                }
            }
            while (replay.Advance());
        }
        finally
        {
            _replay = outer;
        }
    }

    /// <summary>The value of a reduction to which this parameter contributes <paramref name="own"/>.</summary>
    internal static double Reduce(PartialReduction own)
        => own.Over == Over.Tensor || _replay is null ? own.Result : _replay.Reduce(own);
}

namespace OptimizerDsl.Compiled;

/// <summary>The known values of one <see cref="ReferenceReduction.Run"/>, and what the present round adds to them.</summary>
internal sealed class ReductionReplay
{
    private readonly Group[] _groups;
    private readonly Group[] _groupOf;
    private readonly PartialReduction?[] _pending;
    private int _parameter, _position;

    public ReductionReplay(IReadOnlyList<int> groups)
    {
        _pending = new PartialReduction?[groups.Count];
        var parameters = Enumerable.Range(0, groups.Count);
        _groups = [.. parameters.GroupBy(i => groups[i], (index, members) => new Group(index, [.. members]))];
        _groupOf = new Group[groups.Count];
        foreach (var group in _groups)
            foreach (var parameter in group.Parameters)
                _groupOf[parameter] = group;
    }

    /// <summary>One group: its parameters, and the values of their reductions in the order in which updates reach them.</summary>
    private sealed record Group(int Index, int[] Parameters)
    {
        public List<double> Known { get; } = [];
    }

    public void Begin(int parameter)
    {
        (_parameter, _position) = (parameter, 0);
        _pending[parameter] = null;
    }

    /// <summary>The known value, or else the parameter's own: the round is then not the last, and any number will do.</summary>
    public double Reduce(PartialReduction own)
    {
        var known = _groupOf[_parameter].Known;
        if (_position < known.Count)
            return known[_position++];
        _pending[_parameter] ??= own;
        return own.Result;
    }

    /// <summary>Combines what the round left unknown; false if it left nothing.</summary>
    public bool Advance()
    {
        if (Array.TrueForAll(_pending, p => p is null))
            return false;

        foreach (var group in _groups)
            RequireAgreement(group.Parameters, $"group {group.Index}");

        // A reduction over all waits until every group has come to it: one group's variant may have more of its own before.
        var ready = _groups.Where(g => _pending[g.Parameters[0]]?.Over == Over.Group).ToList();
        foreach (var group in ready)
            group.Known.Add(Combine(group.Parameters));
        if (ready.Count > 0)
            return true;

        int[] all = [.. Enumerable.Range(0, _pending.Length)];
        RequireAgreement(all, "the optimizer");
        var value = Combine(all);
        foreach (var group in _groups)
            group.Known.Add(value);
        return true;
    }

    private double Combine(int[] parameters)
        => PartialReduction.Combine([.. parameters.Select(i => _pending[i]!.Value)]);

    private void RequireAgreement(int[] parameters, string whose)
    {
        var first = _pending[parameters[0]];
        foreach (var i in parameters)
        {
            var other = _pending[i];
            if (first is { } a && other is { } b ? !a.Matches(b) : first is not null || other is not null)
                throw new InvalidOperationException(
                    $"The updates of {whose} do not reach the same reductions: where parameter {parameters[0]} has "
                    + $"{Describe(first)}, parameter {i} has {Describe(other)} (a reduction over a group or over all needs every "
                    + "parameter; move it out of the condition that differs between them).");
        }
    }

    private static string Describe(PartialReduction? reduction)
        => reduction is { } r ? $"{r.Kind} over Over.{r.Over}" : "no further reduction";
}

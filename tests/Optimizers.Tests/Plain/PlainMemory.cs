namespace OptimizerDsl.Tests.Plain;

/// <summary>A critical memory of one tensor, as the paper describes it (Malviya et al. 2023, section 3).</summary>
internal sealed class PlainMemory(int capacity, double decay)
{
    private readonly List<(double Priority, double[] Kept)> _kept = [];

    /// <summary>x and a C-th of what is kept; then x is offered.</summary>
    public double[] Aggregate(double[] x, double priority)
    {
        var aggregated = Plus(x);
        Offer(x, priority);
        return aggregated;
    }

    public double[] Plus(double[] x) => [.. x.Select((value, i) => value + _kept.Sum(k => k.Kept[i]) / capacity)];

    public void Offer(double[] x, double priority)
    {
        var candidate = (priority, x.ToArray());
        if (_kept.Count < capacity) _kept.Add(candidate);
        else if (_kept.MinBy(k => k.Priority) is var smallest && priority > smallest.Priority) _kept[_kept.IndexOf(smallest)] = candidate;
        for (var k = 0; k < _kept.Count; k++) _kept[k] = (_kept[k].Priority * decay, _kept[k].Kept);
    }
}

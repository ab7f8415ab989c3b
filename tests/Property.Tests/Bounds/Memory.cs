using OptimizerDsl.Tests.Rules;

namespace OptimizerDsl.Tests.Bounds;

/// <summary>The critical memory of one tensor.</summary>
internal sealed class Memory(int length, double precision)
{
    private readonly List<(Value Slot, Number Priority)> _slots = [];

    /// <summary>What the running sum has lost to rounding in all replacements.</summary>
    private readonly double[] _lost = new double[length];

    public int Count => _slots.Count;

    public Value Sum => new(1, length, [.. Enumerable.Range(0, length).Select(i =>
    {
        var sum = Reducer.Sum(_slots.Select(s => s.Slot[0, i]), precision);
        return sum with { Error = sum.Error + _lost[i] };
    })]);

    public void Offer(Value candidate, Number priority)
    {
        if (Count < RandomRule.Capacity)
        {
            _slots.Add((candidate, priority));
            return;
        }

        var smallest = _slots.MinBy(s => s.Priority.Value);
        var index = _slots.IndexOf(smallest);
        // Where rounding may turn the decision, nothing is known of the memory from now on.
        var isClear = _slots.Select(s => s.Priority).Append(priority).Where((_, i) => i != index)
            .All(p => p.Value - smallest.Priority.Value is var ahead && (Math.Abs(ahead) > p.Error + smallest.Priority.Error || ahead == 0 && p.Error == 0 && smallest.Priority.Error == 0));
        for (var i = 0; i < length; i++)
            _lost[i] += isClear ? precision * (Math.Abs(candidate[0, i].Value) + Math.Abs(smallest.Slot[0, i].Value) + Math.Abs(Sum[0, i].Value)) : double.PositiveInfinity;
        if (priority.Value > smallest.Priority.Value) _slots[index] = (candidate, priority);
    }

    public void EndStep()
    {
        for (var i = 0; i < Count; i++)
            _slots[i] = _slots[i] with { Priority = new Number(_slots[i].Priority.Value * RandomRule.Decay, _slots[i].Priority.Error * RandomRule.Decay).Rounded(Math.Pow(2, -50)) };
    }
}

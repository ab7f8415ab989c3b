namespace OptimizerDsl.Compiled;

public abstract partial class CompiledOptimizer
{
    private readonly List<SharedNumbers> _ofGroups = [];
    private SharedNumbers? _ofAll;

    /// <summary>
    /// Makes what has been loaded for parameters that have a number in common agree on it, where it was saved when each had its own or
    /// where one has made no step: the one that has made the most steps says what it is.
    /// </summary>
    /// <param name="loaded">The states in the order of the parameters.</param>
    internal void Reconcile(IReadOnlyList<LoadedState> loaded)
    {
        if (_rule.WidestNumber == Over.Tensor) return;
        for (var number = 0; number < _rule.Numbers.Count; number++)
        {
            var over = _rule.NumberOver(number);
            for (var first = 0; first < loaded.Count;)
            {
                var end = Reductions.EndOfScope(over, _slots, first);
                var most = first;
                for (var i = first; i < end; i++)
                    if (loaded[i].Step > loaded[most].Step) most = i;
                var value = loaded[most].Numbers[number];
                for (; first < end; first++) loaded[first].Numbers[number] = value;
            }
        }
    }

    private void DisposeShared()
    {
        foreach (var shared in _ofGroups) shared.Dispose();
        _ofAll?.Dispose();
    }
}

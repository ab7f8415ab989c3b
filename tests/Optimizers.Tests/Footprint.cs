using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests;

/// <summary>How much an optimizer keeps for a parameter, by its declaration.</summary>
internal static class Footprint
{
    /// <summary>How many elements, for a parameter of a shape: the states, and of a critical memory the slots and their sum.</summary>
    public static long Elements(CompiledRule rule, CompiledOptions options, params long[] shape)
    {
        var elements = shape.Aggregate(1L, (a, b) => a * b);
        var kept = rule.HasMemory ? (rule.MemoryCapacity(options) + 1) * elements : 0;
        for (var i = 0; i < rule.States.Count; i++)
        {
            if (!rule.IsAllocated(i, options)) continue;
            if (rule.States[i].HasOwnShape) kept += rule.StateShape(i, shape)?.Aggregate(1L, (a, b) => a * b) ?? 0;
            else kept += (rule.States[i].IsBank ? rule.BankLength(i, options) : 1) * elements;
        }

        return kept;
    }
}

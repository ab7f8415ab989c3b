using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests;

/// <summary>How much an optimizer keeps for a parameter, by its declaration.</summary>
internal static class Footprint
{
    /// <summary>How many tensors of the parameter's size: the states, and of a critical memory the slots and their sum.</summary>
    public static long Tensors(CompiledRule rule, CompiledOptions options)
    {
        long states = 0;
        for (var i = 0; i < rule.States.Count; i++)
            if (rule.IsAllocated(i, options)) states += rule.States[i].IsBank ? rule.BankLength(i, options) : 1;
        return states + (rule.HasMemory ? rule.MemoryCapacity(options) + 1 : 0);
    }
}

using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests.Golden;

/// <summary>How often the critical memories replaced a slot or refused a candidate, against what was recorded.</summary>
internal sealed class DecisionCount(CompiledOptimizer optimizer)
{
    private long _replacements, _writes;

    public void RequireRecorded(Recording recording, int step, int gradients)
    {
        if (recording.Replaced is not { } replaced || recording.Rejected is not { } rejected) return;
        CriticalBuffer[] memories = [.. optimizer.Slots.Select(s => s.State.memory!)];
        // A reference without a memory refuses nothing.
        if (memories.All(m => m.Capacity == 0)) return;
        var (replacements, writes) = (memories.Sum(m => m.Replacements), memories.Sum(m => m.Writes));
        // The paper's algorithm decides once for a group, the published code once for each tensor.
        var decisions = recording.Reference.StartsWith("paper", StringComparison.Ordinal) ? gradients : 1;
        Assert.Equal(replaced[step] * decisions, replacements - _replacements);
        Assert.Equal(rejected[step] * decisions, gradients - (writes - _writes));
        (_replacements, _writes) = (replacements, writes);
    }
}

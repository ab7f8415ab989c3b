using static TorchSharp.torch;

namespace OptimizerDsl.Compiled;

/// <summary>Runs the passes of the eager execution. If one of them fails, none of the parameters has changed.</summary>
/// <remarks>
/// What libtorch refuses, for want of a kernel or for a tensor that it does not write to, it refuses in the first step with these
/// tensors and flags: that step keeps copies of all that it writes. Others do not, and a shortage of memory in the middle of one
/// is all that can leave some parameters ahead of others.
/// </remarks>
internal sealed class EagerStep
{
    private readonly List<EagerBackup> _backups = [];

    /// <summary>Runs a pass over every parameter that takes this execution.</summary>
    public void Run(CompiledRule rule, int pass, List<ParameterSlot> slots)
    {
        // Only the last pass changes anything.
        var isProven = pass < rule.Passes - 1 || AreProven(slots);
        try
        {
            foreach (var slot in slots)
            {
                if (slot.Execution != Execution.Eager) continue;
                if (!isProven) _backups.Add(new EagerBackup(slot, rule));
                Run(rule, pass, slot);
            }

            if (isProven) return;
            foreach (var slot in slots)
                if (slot.Execution == Execution.Eager) slot.ProvenVariant = slot.Variant;
        }
        catch
        {
            foreach (var backup in _backups) backup.Restore();
            throw;
        }
        finally
        {
            foreach (var backup in _backups) backup.Dispose();
            _backups.Clear();
        }
    }

    private static bool AreProven(List<ParameterSlot> slots)
    {
        foreach (var slot in slots)
            if (slot.Execution == Execution.Eager && slot.ProvenVariant != slot.Variant) return false;
        return true;
    }

    private static void Run(CompiledRule rule, int pass, ParameterSlot slot)
    {
        using var disabled = no_grad();
        using var scope = NewDisposeScope();
        using var numbers = HeldNumbers.Begin();
        if (EagerWidening.IsNeeded(slot, rule)) EagerWidening.Run(rule, pass, slot, slot.Parameter.grad!);
        else rule.Eager(pass, new EagerWork(slot, rule, slot.Parameter.grad!));
    }
}

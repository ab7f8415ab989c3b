using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

public abstract partial class CompiledOptimizer
{
    /// <summary>Puts something else, such as an average, in the place of the parameters, to evaluate the model.</summary>
    /// <remarks>
    /// They are kept as they were, to the bit, until <see cref="EndEvaluation"/>; checkpoints hold them until then, and no step is taken. A
    /// parameter that is in evaluation already stays as it is.
    /// </remarks>
    /// <param name="value">
    /// Makes, of a parameter (of 16 bits: in float32) and its state, what is to take its place; null to leave it alone.
    /// </param>
    protected void BeginEvaluation(Func<TorchTensor, CompiledState, TorchTensor?> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        using var occupied = OccupyForEvaluation(nameof(BeginEvaluation));
        using var disabled = torch.no_grad();
        var begun = new List<CompiledState>();
        try
        {
            foreach (var slot in _slots)
            {
                if (slot.State.Held is not null) continue;
                using var scope = torch.NewDisposeScope();
                slot.State.Synchronize();
                if (value(Widened(slot), slot.State) is not { } evaluated) continue;
                slot.State.Held = slot.Parameter.detach().clone().DetachFromDisposeScope();
                begun.Add(slot.State);
                slot.Parameter.copy_(evaluated);
            }
        }
        catch
        {
            foreach (var state in begun) state.Restore();
            throw;
        }
    }

    /// <summary>Makes the parameters again what <see cref="BeginEvaluation"/> found, to the bit.</summary>
    /// <param name="otherwise">
    /// Makes, of a parameter as it is then (of 16 bits: in float32), its state and its options, what it is to be after all; null to leave
    /// it alone.
    /// </param>
    protected void EndEvaluation(Func<TorchTensor, CompiledState, CompiledOptions, TorchTensor?> otherwise)
    {
        ArgumentNullException.ThrowIfNull(otherwise);
        using var occupied = OccupyForEvaluation(nameof(EndEvaluation));
        using var disabled = torch.no_grad();
        foreach (var slot in _slots)
        {
            using var scope = torch.NewDisposeScope();
            slot.State.Restore();
            if (otherwise(Widened(slot), slot.State, slot.Options) is { } value) slot.Parameter.copy_(value);
        }
    }

    private static TorchTensor Widened(ParameterSlot slot) => slot.Parameter.detach().to(NarrowTypes.Wide(slot.Parameter.dtype));

    private Occupation OccupyForEvaluation(string method)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (var slot in _slots) slot.RequireAlive();
        return Occupancy.Enter(method);
    }

    /// <summary>Whether something else is in the place of a parameter.</summary>
    protected bool IsInEvaluation => _slots.Exists(static slot => slot.State.Held is not null);

    private static void RequireTraining(ParameterSlot slot)
    {
        if (slot.State.Held is not null) throw new InvalidOperationException("The parameters are in evaluation (call Train() before the next step).");
    }
}

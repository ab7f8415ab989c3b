using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>Whether one sweep can run over all tensors of a parameter: they must lie in memory in one order.</summary>
internal static class FusedLayout
{
    /// <summary>What keeps a parameter from it in this step; null if nothing does.</summary>
    public static string? Obstacle(ParameterSlot slot) =>
        slot.LayoutObstacle ?? (LiesAs(slot.Gradient, slot) ? null : "has a gradient of another memory order");

    /// <summary>What of the parameter itself, its states and its memory does, as long as they stay where they are.</summary>
    public static string? Lasting(ParameterSlot slot, CompiledRule rule)
    {
        if (!slot.IsContiguous && !StateLayout.IsDense(slot.Shape, Native.Strides(slot.Parameter.Handle, stackalloc long[slot.Shape.Length])))
            return "has gaps in its memory";
        for (var i = 0; i < rule.States.Count; i++)
        {
            if (slot.State.SweptAt(i) is not { } state) continue;
            if (rule.States[i].IsBank ? !StacksAs(state, slot) : !LiesAs(state.Handle, slot)) return $"has a state '{rule.States[i].Name}' of another memory order";
        }

        return slot.State.memory is { } memory && (!LiesAs(memory.Sum.Handle, slot) || !StacksAs(memory.Slots, slot))
            ? "has a critical memory of another memory order"
            : null;
    }

    private static bool LiesAs(nint tensor, ParameterSlot slot) =>
        slot.IsContiguous ? Native.IsContiguous(tensor) : Native.SameStrides(tensor, slot.Parameter.Handle, slot.Shape);

    private static bool StacksAs(TorchTensor stack, ParameterSlot slot)
    {
        if (slot.IsContiguous) return Native.IsContiguous(stack.Handle);
        for (var d = 0; d < slot.Shape.Length; d++)
            if (slot.Shape[d] > 1 && Native.Stride(stack.Handle, d + 1) != Native.Stride(slot.Parameter.Handle, d)) return false;
        return Native.Stride(stack.Handle, 0) == slot.Elements;
    }
}

using TorchSharp;

namespace OptimizerDsl.Compiled;

/// <summary>Whether one sweep can run over all tensors of a parameter: they must lie in memory in one order, and be of their types.</summary>
internal static class FusedLayout
{
    /// <summary>What keeps a parameter from it in this step; null if nothing does.</summary>
    public static string? Obstacle(ParameterSlot slot, CompiledRule rule)
    {
        var parameter = slot.Parameter.Handle;
        var contiguous = Native.IsContiguous(parameter);
        if (!contiguous && !StateLayout.IsDense(slot.Shape, Native.Strides(parameter, stackalloc long[slot.Shape.Length]))) return "has gaps or overlaps in its memory";
        if (!LiesAs(slot.Gradient)) return "has a gradient of another memory order";
        for (var i = 0; i < rule.States.Count; i++)
        {
            if (rule.States[i].HasOwnShape || slot.State.TensorAt(i) is not { } state) continue;
            if (!HasType(state, rule.States[i].Precision)) return $"has a state '{rule.States[i].Name}' of another type than it was made with";
            if (rule.States[i].IsBank ? !StacksAs(state) : !LiesAs(state.Handle)) return $"has a state '{rule.States[i].Name}' of another memory order";
        }

        if (slot.State.memory is { } memory && (!LiesAs(memory.Sum.Handle) || !StacksAs(memory.Slots))) return "has a critical memory of another memory order";
        foreach (var scratch in slot.Scratch)
            if (!LiesAs(scratch.Handle)) return "has been given another memory order";
        return null;

        bool LiesAs(nint tensor) => contiguous ? Native.IsContiguous(tensor) : Native.SameStrides(tensor, parameter, slot.Shape);

        bool HasType(torch.Tensor state, Precision precision) =>
            Native.TypeOf(state.Handle) == (precision switch { Precision.BFloat16 => Native.BFloat16, Precision.Float16 => Native.Float16, Precision.Float32 => Native.Float32, _ => slot.Type });

        bool StacksAs(torch.Tensor stack)
        {
            if (contiguous) return Native.IsContiguous(stack.Handle);
            for (var d = 0; d < slot.Shape.Length; d++)
                if (slot.Shape[d] > 1 && Native.Stride(stack.Handle, d + 1) != Native.Stride(parameter, d)) return false;
            return Native.Stride(stack.Handle, 0) == slot.Elements;
        }
    }
}

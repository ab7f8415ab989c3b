using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>What must hold of a parameter and its states before a step may work on their memory.</summary>
internal static class TensorChecks
{
    /// <summary>Checks all that a step works on.</summary>
    /// <exception cref="InvalidOperationException">
    /// A tensor is disposed, sparse, or not of the type, shape or device that it must have, or has elements that share memory.
    /// </exception>
    public static void Require(ParameterSlot slot, CompiledRule rule)
    {
        slot.RequireAlive();
        RequireParameter(slot);
        for (var i = 0; i < rule.States.Count; i++)
        {
            var state = rule.States[i];
            if (slot.State.TensorAt(i) is not { } tensor) continue;
            long[] shape = state.HasOwnShape ? rule.StateShape(i, slot.Shape) ?? [] : state.IsBank ? [rule.BankLength(i, slot.Options), .. slot.Shape] : slot.Shape;
            Require($"state '{state.Name}'", tensor, state.Precision, shape, slot);
        }

        if (!rule.HasMemory) return;
        if (slot.State.memory is not { } memory)
            throw new InvalidOperationException($"The critical memory of {slot.Name} is null (call Initialize on its state to make it anew).");
        Require("sum of the critical memory", memory.Sum, Precision.Same, slot.Shape, slot);
        Require("critical memory", memory.Slots, memory.Precision, [memory.Capacity, .. slot.Shape], slot);
    }

    /// <summary>Says that a parameter has been disposed, as those of a module are that is moved or converted.</summary>
    /// <param name="name">What messages call it.</param>
    public static InvalidOperationException Gone(string name) =>
        new($"{char.ToUpperInvariant(name[0])}{name[1..]} has been disposed: model.to(...) does that, which puts new parameters in the place of the old "
            + "(move or convert a model before its optimizer is made; or make another for the new parameters, and load what this one's save_state_dict saved before).");

    private static void RequireParameter(ParameterSlot slot)
    {
        var parameter = slot.Parameter.Handle;
        if (Native.IsSparse(parameter)) throw Changed("is sparse");
        if (Native.TypeOf(parameter) != slot.Type) throw Changed($"is of type {TypeOf(parameter)}");
        if (!Native.HasShape(parameter, slot.Shape)) throw Changed($"has the shape [{string.Join(", ", slot.Parameter.shape)}]");
        if (Overlaps(parameter, slot.Shape))
            throw new InvalidOperationException($"The elements of {slot.Name} share memory, as those of an expanded tensor do (clone it before it becomes a parameter).");

        InvalidOperationException Changed(string how) =>
            new($"The optimizer was made for {slot.Name} of type {(torch.ScalarType)slot.Type}, which now {how} (make another optimizer for it).");
    }

    private static void Require(string what, TorchTensor tensor, Precision precision, long[] shape, ParameterSlot slot)
    {
        if (tensor.IsInvalid) throw Wrong("has been disposed", "call Initialize on the state to make it anew, or load a checkpoint");
        const string Copy = "copy_ values into a state instead of replacing it";
        var (handle, parameter) = (tensor.Handle, slot.Parameter.Handle);
        var type = NarrowTypes.Of(precision, (torch.ScalarType)slot.Type);
        if (Native.IsSparse(handle)) throw Wrong("is sparse", Copy);
        if (Native.TypeOf(handle) != (int)type) throw Wrong($"is of type {TypeOf(handle)}, not {type}", Copy);
        if (!Native.HasShape(handle, shape)) throw Wrong($"has the shape [{string.Join(", ", tensor.shape)}], not [{string.Join(", ", shape)}]", Copy);
        if (Native.DeviceType(handle) != Native.DeviceType(parameter) || Native.DeviceIndex(handle) != Native.DeviceIndex(parameter))
            throw Wrong($"is on another device ({tensor.device}) than the parameter ({slot.Parameter.device})", "call to(device) on the optimizer");
        if (Overlaps(handle, shape)) throw Wrong("has elements that share memory", Copy);

        InvalidOperationException Wrong(string how, string remedy) => new($"The {what} of {slot.Name} {how} ({remedy}).");
    }

    private static bool Overlaps(nint tensor, long[] shape) =>
        !Native.IsContiguous(tensor) && StateLayout.MayOverlap(shape, Native.Strides(tensor, stackalloc long[shape.Length]));

    private static torch.ScalarType TypeOf(nint tensor) => (torch.ScalarType)Native.TypeOf(tensor);
}

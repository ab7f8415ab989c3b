using TorchSharp;

namespace OptimizerDsl.Compiled;

/// <summary>What must hold of a gradient before a step may use it.</summary>
internal static class GradientCheck
{
    public static void Require(ParameterSlot slot)
    {
        var (gradient, parameter) = (slot.Gradient, slot.Parameter.Handle);
        if (Native.IsSparse(gradient))
            throw new InvalidOperationException($"The gradient of {slot.Name} is sparse; only dense gradients are supported (for an Embedding, leave out sparse: true).");
        if (Native.TypeOf(gradient) != Native.TypeOf(parameter))
            throw new InvalidOperationException($"The gradient of {slot.Name} is of type {(torch.ScalarType)Native.TypeOf(gradient)}, but the parameter is of type {(torch.ScalarType)Native.TypeOf(parameter)}.");
        if (Native.DeviceType(gradient) != Native.DeviceType(parameter) || Native.DeviceIndex(gradient) != Native.DeviceIndex(parameter))
            throw new InvalidOperationException($"The gradient of {slot.Name} is on another device ({(DeviceType)Native.DeviceType(gradient)}) than the parameter ({(DeviceType)Native.DeviceType(parameter)}).");
        if (!Native.HasShape(gradient, slot.Shape))
            throw new InvalidOperationException($"The gradient of {slot.Name} has another shape than the parameter.");
    }
}

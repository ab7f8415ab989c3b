using TorchSharp;

namespace OptimizerDsl.Compiled;

/// <summary>What must hold of a gradient before a step may use it. It is checked in every step: it may be another tensor in each.</summary>
internal static class GradientCheck
{
    public static void Require(ParameterSlot slot)
    {
        var gradient = slot.Gradient;
        if (Native.IsSparse(gradient))
            throw new InvalidOperationException($"The gradient of {slot.Name} is sparse; only dense gradients are supported (for an Embedding, leave out sparse: true).");
        if (Native.TypeOf(gradient) != slot.Type)
            throw new InvalidOperationException($"The gradient of {slot.Name} is of type {(torch.ScalarType)Native.TypeOf(gradient)}, but the parameter is of type {(torch.ScalarType)slot.Type}.");
        if (Native.DeviceType(gradient) != slot.DeviceType || Native.DeviceIndex(gradient) != slot.DeviceIndex)
            throw new InvalidOperationException($"The gradient of {slot.Name} is on another device ({(DeviceType)Native.DeviceType(gradient)}) than the parameter ({(DeviceType)slot.DeviceType}).");
        if (!Native.HasShape(gradient, slot.Shape))
            throw new InvalidOperationException($"The gradient of {slot.Name} has another shape than the parameter.");
    }
}

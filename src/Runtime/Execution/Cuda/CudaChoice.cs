using TorchSharp;

namespace OptimizerDsl.Compiled;

/// <summary>Which parameters the CUDA execution takes.</summary>
internal static class CudaChoice
{
    /// <summary>The execution of a parameter in this step; says why, or why not, in its reason.</summary>
    /// <exception cref="InvalidOperationException">It was asked for and is not possible.</exception>
    public static Execution Choose(ParameterSlot slot, CompiledRule rule, bool asked) =>
        FusedChoice.Of(slot, Execution.Cuda, Obstacle(slot, rule, asked), "a floating-point type on a CUDA device, all tensors in one memory order", asked);

    /// <summary>A reduction over several parameters, or a number of theirs, needs all of them on one device; else they all take the eager execution.</summary>
    public static void RequireTogether(List<ParameterSlot> active, CompiledRule rule, bool asked)
    {
        if (rule.WidestScope == Over.Tensor) return;
        for (var first = 0; first < active.Count;)
        {
            var end = Reductions.EndOfScope(rule.WidestScope, active, first);
            var (some, all) = (false, true);
            for (var i = first; i < end; i++)
            {
                some |= active[i].Execution == Execution.Cuda;
                all &= active[i].Execution == Execution.Cuda && ReferenceEquals(active[i].Gpu, active[first].Gpu);
            }

            for (; first < end; first++)
            {
                if (!some || all) continue;
                const string Apart = "shares a reduction with parameters that are not on the same device";
                if (asked) throw FusedChoice.Refused(active[first], Execution.Cuda, Apart);
                if (active[first].Execution != Execution.Cuda) continue;
                active[first].Execution = Execution.Eager;
                active[first].Reason = "the parameter " + Apart;
            }
        }
    }

    private static string? Obstacle(ParameterSlot slot, CompiledRule rule, bool asked)
    {
        if (rule.Cuda is not { } program) return "has a rule that was compiled without one (rebuild its assembly)";
        if (program is { RequiresDeviceNumbers: true, AllowsDeviceNumbers: false }) return "has a rule whose coefficients change with the step, or that may throw, which a device cannot compute";
        // A method may fail, and then nothing has changed; what a device has counted or decided by then, it would have to take back.
        if (rule.Methods.Count > 0 && (rule.HasMemory || program.RequiresDeviceNumbers)) return "has a rule that calls a method between its passes while the device keeps a memory or numbers";
        if (slot.Type is not (Native.Float16 or Native.BFloat16 or Native.Float32 or Native.Float64)) return "is not of a floating-point type";
        var (gpu, reason) = Gpus.Find((DeviceType)slot.DeviceType, slot.DeviceIndex);
        slot.Gpu = gpu;
        if (gpu is not null) return FusedLayout.Obstacle(slot);
        if (!asked) FallbackWarning.Once(reason!);
        return $"has no device to run on: {reason}";
    }
}

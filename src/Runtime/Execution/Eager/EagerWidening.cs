using TorchSharp;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Compiled;

/// <summary>
/// Runs a pass of the eager execution for a 16-bit parameter in float32, as kernels do: what a pass makes on the way is not rounded,
/// and an ε of 1e-8 is not zero.
/// </summary>
/// <remarks>Rules that keep states of several types see to this themselves.</remarks>
internal static class EagerWidening
{
    public static bool IsNeeded(ParameterSlot slot, CompiledRule rule) => slot.ElementSize == 2 && !rule.KeepsNarrow;

    public static void Run(CompiledRule rule, int pass, ParameterSlot slot, TorchTensor gradient)
    {
        using var scope = NewDisposeScope();
        var kept = new TorchTensor?[rule.States.Count];
        try
        {
            for (var i = 0; i < kept.Length; i++)
            {
                if (rule.States[i].HasOwnShape || slot.State.TensorAt(i) is not { } state) continue;
                slot.State.TensorAt(i) = state.to(float32);
                kept[i] = state;
            }

            var work = EagerWork.Wide(slot, rule, gradient);
            rule.Eager(pass, work);
            if (pass == rule.Passes - 1) work.StoreWide(kept);
        }
        finally
        {
            for (var i = 0; i < kept.Length; i++)
                if (kept[i] is not null) slot.State.TensorAt(i) = kept[i];
        }
    }
}

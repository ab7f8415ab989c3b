using TorchSharp;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl;

/// <summary>What a memory tells of the training (Malviya et al. 2023, section 5.2.1). Computed when asked for; a step does nothing for it.</summary>
public sealed partial class CriticalBuffer
{
    /// <summary>The variance between the filled slots (over their number), averaged over the elements; NaN if the memory is empty.</summary>
    public double Variance()
    {
        if (Count == 0) return double.NaN;
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var slots = Filled();
        var difference = slots - slots.mean([0], keepdim: true);
        return difference.square().mean().ToDouble();
    }

    /// <summary>
    /// How far the memory points one way: the mean cosine between the slot of the largest priority and each of the others, from
    /// -1 to 1; NaN with fewer than two filled slots. A slot of zeros counts with a cosine of 0.
    /// </summary>
    public double CosineAgreement()
    {
        if (Count < 2) return double.NaN;
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var largest = 0;
        for (var i = 1; i < Count; i++)
            if (Priorities[i] > Priorities[largest]) largest = i;

        var slots = Filled();
        var norms = new double[Count];
        for (var i = 0; i < Count; i++) norms[i] = slots.select(0, i).norm().ToDouble();
        var total = 0.0;
        for (var i = 0; i < Count; i++)
        {
            if (i == largest || norms[i] == 0 || norms[largest] == 0) continue;
            total += (slots.select(0, i) * slots.select(0, largest)).sum().ToDouble() / (norms[i] * norms[largest]);
        }

        return total / (Count - 1);
    }

    private TorchTensor Filled() => Slots.narrow(0, 0, Count).to(float64).reshape(Count, -1);
}

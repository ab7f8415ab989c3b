using OptimizerDsl.Training;
using static TorchSharp.torch.optim;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl;

/// <summary>
/// Skips a step whose gradients are not all finite: parameters, states and step counters stay as they are, as if it had not been
/// called.
/// </summary>
/// <remarks>
/// The decision is the host's. On the CPU it costs one pass over the gradients, on a GPU it waits for the device once per step.
/// </remarks>
/// <param name="optimizer">The optimizer, which the wrapper owns from now on.</param>
public sealed class ApplyIfFinite(Optimizer optimizer) : OptimizerWrapper(optimizer)
{
    private readonly GradientSweep _sweep = new();

    /// <summary>How many steps have been skipped.</summary>
    public long Skipped { get; private set; }

    /// <summary>Whether the last step was skipped.</summary>
    public bool SkippedLast { get; private set; }

    /// <summary>Takes a step, unless a gradient is infinite or NaN.</summary>
    /// <param name="closure">Reevaluates the model and returns the loss; optional.</param>
    /// <returns>The loss that the closure returned, or null.</returns>
    public override TorchTensor step(Func<TorchTensor>? closure = null)
    {
        using var occupied = Occupancy.Enter(nameof(step));
        var loss = closure is null ? null : Evaluate(closure);
        SkippedLast = !_sweep.Run(parameters());
        if (SkippedLast) Skipped++;
        else Inner.step();
        return loss!;
    }
}

using OptimizerDsl.Compiled;
using OptimizerDsl.Training;
using static TorchSharp.torch.optim;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl;

/// <summary>
/// Skips a step whose gradients are not all finite: parameters, states and step counters stay as they are, as if it had not been
/// called.
/// </summary>
/// <remarks>
/// The decision is the host's. On the CPU it costs one pass over the gradients, on a GPU it waits for the device once per step. The
/// gradient of a frozen parameter does not count where the optimizer leaves such a parameter alone, as all of this library do. An
/// optimizer that evaluates a closure several times, as <see cref="Sam"/> does, needs finite gradients every time.
/// </remarks>
public class ApplyIfFinite : OptimizerWrapper
{
    private readonly FiniteStep _step = new();

    /// <summary>Wraps an optimizer.</summary>
    /// <param name="optimizer">The optimizer, which the wrapper owns from now on.</param>
    /// <param name="maxConsecutive">
    /// How many steps in a row may be skipped, at least 0. Later ones are taken whatever the gradients, as in
    /// <c>optax.apply_if_finite</c>, until one has been finite: training that cannot recover shows. By default there is no limit.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConsecutive"/> is negative.</exception>
    public ApplyIfFinite(Optimizer optimizer, int? maxConsecutive = null) : base(optimizer)
    {
        if (maxConsecutive is { } limit) Bounds.Require("maxConsecutive", limit, atLeast: 0);
        MaxConsecutive = maxConsecutive;
    }

    /// <summary>How many steps in a row may be skipped; null for any number.</summary>
    public int? MaxConsecutive { get; }

    /// <summary>How many steps have been skipped.</summary>
    public long Skipped { get; private set; }

    /// <summary>Whether the last step was skipped.</summary>
    public bool SkippedLast { get; private set; }

    /// <summary>How many steps in a row, up to the last one, have had an infinite or NaN gradient.</summary>
    public long Consecutive { get; private set; }

    /// <summary>Takes a step, unless a gradient is infinite or NaN.</summary>
    /// <param name="closure">Reevaluates the model and returns the loss; optional.</param>
    /// <returns>The loss that the closure returned, or null.</returns>
    public override TorchTensor step(Func<TorchTensor>? closure = null)
    {
        using var occupied = Occupancy.Enter(nameof(step));
        TorchTensor? loss = null;
        var isForced = Consecutive >= MaxConsecutive;
        var isFinite = closure is null ? _step.Run(Inner, isForced) : _step.Run(Inner, closure, 1, isForced, out loss);
        Consecutive = isFinite ? 0 : Consecutive + 1;
        SkippedLast = !isFinite && !isForced;
        if (SkippedLast) Skipped++;
        return loss!;
    }

    internal override IReadOnlyDictionary<string, double> Numbers =>
        new Dictionary<string, double> { ["skipped"] = Skipped, ["consecutive"] = Consecutive };

    internal override Action Accept(IReadOnlyDictionary<string, double> numbers, bool options)
    {
        var (skipped, consecutive) = (numbers.GetValueOrDefault("skipped", Skipped), numbers.GetValueOrDefault("consecutive", Consecutive));
        Bounds.Require("skipped", skipped, atLeast: 0, atMost: long.MaxValue / 2);
        Bounds.Require("consecutive", consecutive, atLeast: 0, atMost: long.MaxValue / 2);
        return () => (Skipped, Consecutive) = ((long)skipped, (long)consecutive);
    }
}

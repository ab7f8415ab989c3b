using OptimizerDsl.Compiled;
using OptimizerDsl.Training;
using TorchSharp;
using static TorchSharp.torch.optim;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl;

/// <summary>
/// Dynamic loss scaling for gradients in float16 (Micikevicius et al. 2018), as <c>torch.amp.GradScaler</c>: the loss is scaled up
/// so that small gradients do not vanish, and a step whose gradients overflow is skipped and the scale reduced.
/// </summary>
/// <remarks>
/// In each iteration: <c>scaler.Scale(loss).backward()</c>, then <see cref="Step"/>, then <see cref="Update()"/>. A step that is
/// skipped changes nothing, the step counters included. The decision is the host's: on a GPU it waits for the device once.
/// </remarks>
public sealed class GradientScaler
{
    private readonly GradientSweep _sweep = new();
    private readonly Dictionary<Optimizer, Stage> _optimizers = [];
    private int _sinceGrowth;

    /// <summary>A scaler with torch's defaults.</summary>
    /// <param name="scale">The scale of the first iteration, above 0.</param>
    /// <param name="growth">What the scale is multiplied by after <paramref name="interval"/> iterations without overflow, above 1.</param>
    /// <param name="backoff">What it is multiplied by after an overflow, above 0 and below 1.</param>
    /// <param name="interval">The number of iterations, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of bounds.</exception>
    public GradientScaler(double scale = 65536, double growth = 2, double backoff = 0.5, int interval = 2000)
    {
        Bounds.Require("scale", scale, above: 0);
        Bounds.Require("growth", growth, above: 1);
        Bounds.Require("backoff", backoff, above: 0, below: 1);
        Bounds.Require("interval", interval, atLeast: 1);
        (CurrentScale, Growth, Backoff, Interval) = (scale, growth, backoff, interval);
    }

    /// <summary>What the loss is multiplied by in this iteration.</summary>
    public double CurrentScale { get; private set; }

    /// <summary>What the scale is multiplied by after enough iterations without overflow.</summary>
    public double Growth { get; }

    /// <summary>What the scale is multiplied by after an overflow.</summary>
    public double Backoff { get; }

    /// <summary>After how many iterations without overflow the scale grows.</summary>
    public int Interval { get; }

    /// <summary>How many steps have been skipped.</summary>
    public long Skipped { get; private set; }

    /// <summary>The loss times the scale, to call backward() on.</summary>
    public TorchTensor Scale(TorchTensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        using var scale = CurrentScale.ToScalar();
        return loss.mul(scale);
    }

    /// <summary>Divides the gradients of an optimizer by the scale, in place, for clipping or reading; <see cref="Step"/> does it otherwise.</summary>
    /// <returns>Whether all of them are finite.</returns>
    /// <exception cref="InvalidOperationException">It has been done already since the last update.</exception>
    public bool Unscale(Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        if (_optimizers.ContainsKey(optimizer))
            throw new InvalidOperationException("The gradients of this optimizer have been unscaled already since the last Update().");
        var isFinite = _sweep.Run(optimizer.parameters(), 1 / CurrentScale);
        _optimizers[optimizer] = isFinite ? Stage.Finite : Stage.Overflowed;
        return isFinite;
    }

    /// <summary>Takes a step with the gradients divided by the scale, unless one of them is infinite or NaN.</summary>
    /// <returns>Whether the step was taken.</returns>
    /// <exception cref="InvalidOperationException">The optimizer has had its step already since the last update.</exception>
    public bool Step(Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        if (!_optimizers.ContainsKey(optimizer)) Unscale(optimizer);
        var stage = _optimizers[optimizer];
        if ((stage & Stage.Stepped) != 0)
            throw new InvalidOperationException("Step() has been called already for this optimizer since the last Update().");
        if (stage == Stage.Finite) optimizer.step();
        else Skipped++;
        _optimizers[optimizer] = stage | Stage.Stepped;
        return stage == Stage.Finite;
    }

    /// <summary>Ends the iteration: the scale falls if an optimizer's gradients overflowed, and grows after enough iterations without.</summary>
    /// <exception cref="InvalidOperationException">No gradients have been unscaled since the last update.</exception>
    public void Update()
    {
        if (_optimizers.Count == 0)
            throw new InvalidOperationException("There is nothing to update from: call Step() before Update().");
        if (_optimizers.Values.Any(s => (s & Stage.Overflowed) != 0))
        {
            CurrentScale *= Backoff;
            _sinceGrowth = 0;
        }
        else if (++_sinceGrowth == Interval)
        {
            // As in torch, where the scale is a float32.
            if (float.IsFinite((float)(CurrentScale * Growth))) CurrentScale *= Growth;
            _sinceGrowth = 0;
        }

        _optimizers.Clear();
    }

    /// <summary>Ends the iteration with a scale of your own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not above 0 and finite.</exception>
    public void Update(double scale)
    {
        Bounds.Require("scale", scale, above: 0);
        CurrentScale = scale;
        _optimizers.Clear();
    }

    /// <summary>Writes the scale and how long it has been without overflow.</summary>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        CheckpointPart.Write(writer, part =>
        {
            part.Write((long)_sinceGrowth);
            Checkpoint.Name(part, nameof(GradientScaler));
            Checkpoint.Write(part, "scale", CurrentScale);
        });
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The stream holds something else, or ends too early; nothing has been changed then.</exception>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (scale, since) = (0.0, 0L);
        Checkpoint.Read("the gradient scaler", () => CheckpointPart.Read(reader, (part, first) =>
        {
            Checkpoint.Expect(part, nameof(GradientScaler));
            (scale, since) = (Checkpoint.ReadDouble(part, "scale"), first);
            Bounds.Require("scale", scale, above: 0);
            Bounds.Require("since_growth", since, atLeast: 0);
        }));

        // A count from a longer interval must not pass this one unnoticed.
        (CurrentScale, _sinceGrowth) = (scale, (int)Math.Min(since, Interval - 1));
    }

    [Flags]
    private enum Stage
    {
        Finite = 0,
        Overflowed = 1,
        Stepped = 2,
    }
}

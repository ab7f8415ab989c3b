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
/// In each iteration: <c>scaler.Scale(loss).backward()</c>, then <see cref="Step(Optimizer)"/>, then <see cref="Update()"/>. A step
/// that is skipped changes nothing, the step counters included. With <see cref="Sam"/>, <see cref="Sam.first_step"/> comes between
/// two scaled backward passes, and <see cref="Step(Optimizer)"/> is its second step; or a closure does both. The decision is the
/// host's: on a GPU it waits for the device once.
/// </remarks>
public sealed class GradientScaler
{
    private const double SmallestNormal = 1.1754943508222875e-38;   // of float32: the scale is one in torch

    private readonly FiniteStep _step = new();
    private readonly Dictionary<Optimizer, Stage> _optimizers = [];
    private double _scale;
    private int _sinceGrowth;

    /// <summary>A scaler with torch's defaults.</summary>
    /// <param name="scale">The scale of the first iteration, at least <paramref name="minimum"/> and within float32.</param>
    /// <param name="growth">What the scale is multiplied by after <paramref name="interval"/> iterations without overflow, above 1.</param>
    /// <param name="backoff">What it is multiplied by after an overflow, above 0 and below 1.</param>
    /// <param name="interval">The number of iterations, at least 1.</param>
    /// <param name="minimum">What the scale does not fall below: by default, and at least, the smallest normal number of float32.</param>
    /// <param name="enabled">Whether there is any scaling; without, a step is the optimizer's own, and losses and gradients are left alone.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of bounds.</exception>
    public GradientScaler(
        double scale = 65536, double growth = 2, double backoff = 0.5, int interval = 2000, double minimum = SmallestNormal, bool enabled = true)
    {
        Bounds.Require("minimum", minimum, atLeast: SmallestNormal, atMost: float.MaxValue);
        Bounds.Require("scale", scale, atLeast: minimum, atMost: float.MaxValue);
        Bounds.Require("growth", growth, above: 1);
        Bounds.Require("backoff", backoff, above: 0, below: 1);
        Bounds.Require("interval", interval, atLeast: 1);
        (_scale, Growth, Backoff, Interval, Minimum, Enabled) = (scale, growth, backoff, interval, minimum, enabled);
    }

    /// <summary>What the loss is multiplied by in this iteration; 1 if the scaler is not enabled.</summary>
    public double CurrentScale => Enabled ? _scale : 1;

    /// <summary>What the scale is multiplied by after enough iterations without overflow.</summary>
    public double Growth { get; }

    /// <summary>What the scale is multiplied by after an overflow.</summary>
    public double Backoff { get; }

    /// <summary>After how many iterations without overflow the scale grows.</summary>
    public int Interval { get; }

    /// <summary>What the scale does not fall below.</summary>
    public double Minimum { get; }

    /// <summary>Whether there is any scaling.</summary>
    public bool Enabled { get; }

    /// <summary>How many steps have been skipped.</summary>
    public long Skipped { get; private set; }

    /// <summary>The loss times the scale, to call backward() on.</summary>
    public TorchTensor Scale(TorchTensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (!Enabled) return loss;
        using var scale = _scale.ToScalar();
        return loss.mul(scale);
    }

    /// <summary>
    /// Divides the gradients of an optimizer by the scale, in place, for clipping or reading; <see cref="Step(Optimizer)"/> does it
    /// otherwise.
    /// </summary>
    /// <returns>Whether all of them are finite; true, and nothing is done, if the scaler is not enabled.</returns>
    /// <exception cref="InvalidOperationException">It has been done already since the last update.</exception>
    public bool Unscale(Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        if (!Enabled) return true;
        if (_optimizers.ContainsKey(optimizer))
            throw new InvalidOperationException("The gradients of this optimizer have been unscaled already since the last Update().");
        var isFinite = _step.Sweep(optimizer, 1 / _scale);
        _optimizers[optimizer] = isFinite ? Stage.Finite : Stage.Overflowed;
        return isFinite;
    }

    /// <summary>Takes a step with the gradients divided by the scale, unless one of them is infinite or NaN.</summary>
    /// <returns>Whether the step was taken.</returns>
    /// <exception cref="InvalidOperationException">The optimizer has had its step already since the last update.</exception>
    public bool Step(Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        if (!Enabled)
        {
            optimizer.step();
            return true;
        }

        RequireNotStepped(optimizer);
        if (!_optimizers.ContainsKey(optimizer)) Unscale(optimizer);
        var isFinite = _optimizers[optimizer] == Stage.Finite;
        if (isFinite) optimizer.step();
        else OptimizerWrapper.GiveUp(optimizer);
        return Stepped(optimizer, isFinite);
    }

    /// <summary>
    /// Takes a step with the gradients of a closure, divided by the scale after each evaluation, unless one of them is infinite or
    /// NaN.
    /// </summary>
    /// <param name="optimizer">An optimizer that evaluates closures, once or, as <see cref="Sam"/>, more often.</param>
    /// <param name="closure">Reevaluates the model, calls backward() on the loss times the scale, and returns the loss.</param>
    /// <returns>Whether the step was taken.</returns>
    /// <exception cref="InvalidOperationException">The optimizer has had its step, or its gradients unscaled, since the last update.</exception>
    /// <exception cref="ArgumentException">The optimizer is torch's LBFGS, which moves between evaluations.</exception>
    public bool Step(Optimizer optimizer, Func<TorchTensor> closure)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(closure);
        OptimizerWrapper.RequireManaged(optimizer, nameof(GradientScaler));
        if (!Enabled)
        {
            optimizer.step(closure);
            return true;
        }

        RequireNotStepped(optimizer);
        if (_optimizers.ContainsKey(optimizer))
            throw new InvalidOperationException("The gradients of this optimizer have been unscaled already since the last Update(): call Step() without a closure.");
        return Stepped(optimizer, _step.Run(optimizer, closure, 1 / _scale, isForced: false, out _));
    }

    /// <summary>Ends the iteration: the scale falls if an optimizer's gradients overflowed, and grows after enough iterations without.</summary>
    /// <exception cref="InvalidOperationException">No gradients have been unscaled since the last update.</exception>
    public void Update()
    {
        if (!Enabled) return;
        if (_optimizers.Count == 0)
            throw new InvalidOperationException("There is nothing to update from: call Step() before Update().");
        if (_optimizers.Values.Any(s => (s & Stage.Overflowed) != 0))
        {
            _scale = Math.Max(_scale * Backoff, Minimum);
            _sinceGrowth = 0;
        }
        else if (++_sinceGrowth == Interval)
        {
            // As in torch, where the scale is a float32.
            if (_scale * Growth <= float.MaxValue) _scale *= Growth;
            _sinceGrowth = 0;
        }

        _optimizers.Clear();
    }

    /// <summary>Ends the iteration with a scale of your own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The scale is below the minimum, or not within float32.</exception>
    public void Update(double scale)
    {
        Bounds.Require("scale", scale, atLeast: Minimum, atMost: float.MaxValue);
        if (!Enabled) return;
        _scale = scale;
        _optimizers.Clear();
    }

    /// <summary>Writes the scale and how long it has been without overflow; a scaler that is not enabled keeps them, too.</summary>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        CheckpointPart.Write(writer, part =>
        {
            part.Write((long)_sinceGrowth);
            Checkpoint.Name(part, nameof(GradientScaler));
            Checkpoint.Write(part, "scale", _scale);
        });
    }

    /// <summary>Reads what <see cref="Save"/> wrote, and begins an iteration. A scale below the minimum becomes the minimum.</summary>
    /// <exception cref="InvalidDataException">The stream holds something else, or ends too early; nothing has been changed then.</exception>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var (scale, since) = (0.0, 0L);
        Checkpoint.Read("the gradient scaler", () => CheckpointPart.Read(reader, (part, first) =>
        {
            Checkpoint.Expect(part, nameof(GradientScaler));
            (scale, since) = (Checkpoint.ReadDouble(part, "scale"), first);
            Bounds.Require("scale", scale, above: 0, atMost: float.MaxValue);
            Bounds.Require("since_growth", since, atLeast: 0);
        }));

        // A count from a longer interval must not pass this one unnoticed.
        (_scale, _sinceGrowth) = (Math.Max(scale, Minimum), (int)Math.Min(since, Interval - 1));
        _optimizers.Clear();
    }

    private void RequireNotStepped(Optimizer optimizer)
    {
        if (_optimizers.TryGetValue(optimizer, out var stage) && (stage & Stage.Stepped) != 0)
            throw new InvalidOperationException("Step() has been called already for this optimizer since the last Update().");
    }

    private bool Stepped(Optimizer optimizer, bool isFinite)
    {
        if (!isFinite) Skipped++;
        _optimizers[optimizer] = Stage.Stepped | (isFinite ? Stage.Finite : Stage.Overflowed);
        return isFinite;
    }

    [Flags]
    private enum Stage
    {
        Finite = 0,
        Overflowed = 1,
        Stepped = 2,
    }
}

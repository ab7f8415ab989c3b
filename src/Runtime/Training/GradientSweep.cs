using System.Numerics;
using OptimizerDsl.Compiled;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Training;

/// <summary>Whether all gradients are finite, in one pass over them; and, where asked for, multiplied in the same pass.</summary>
/// <remarks>
/// Dense float32 and float64 gradients on the CPU go together in one multi-threaded, vectorised sweep; others by TorchSharp calls.
/// The answer is needed on the host, so a device is waited for once.
/// </remarks>
internal sealed unsafe class GradientSweep : IChunkWork
{
    private readonly ChunkList _chunks = new();
    private readonly List<nint> _gradients = [];
    private long[] _elements = [];
    private double _factor;
    private bool _foundInfinity;

    /// <summary>How autograd is told of what is multiplied.</summary>
    internal VersionCounters VersionCounters { get; set; } = VersionCounters.Fastest;

    /// <summary>Sweeps over the gradients that an optimizer would step with.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="factor">What they are multiplied by, in place; 1 leaves them alone.</param>
    /// <returns>Whether all of them are finite, after the multiplication.</returns>
    public bool Run(Optimizer optimizer, double factor = 1)
    {
        foreach (var (index, parameter) in optimizer.parameters().Index())
            if (parameter.IsInvalid) throw TensorChecks.Gone($"parameter {index} of the optimizer");
        (_factor, _foundInfinity) = (factor, false);
        // What a frozen parameter has left of a gradient is nobody's, unless the optimizer would step with it.
        var leavesFrozenAlone = OptimizerWrapper.Innermost(optimizer) is CompiledOptimizer;
        Dictionary<(DeviceType, int), TorchTensor>? others = null;
        try
        {
            foreach (var parameter in optimizer.parameters())
            {
                if (leavesFrozenAlone && !Native.RequiresGradient(parameter.Handle)) continue;
                var gradient = Native.Gradient(parameter.Handle);
                if (gradient == 0) continue;
                if (IsFused(gradient))
                {
                    _gradients.Add(gradient);
                    continue;
                }

                Native.Dispose(gradient);
                SweepEagerly(parameter.grad!, others ??= []);
            }

            SweepFused();
            if (others is not null)
                foreach (var sum in others.Values) _foundInfinity |= sum.ToDouble() != 0;
        }
        finally
        {
            foreach (var gradient in _gradients) Native.Dispose(gradient);
            _gradients.Clear();
            if (others is not null)
                foreach (var sum in others.Values) sum.Dispose();
        }

        return !_foundInfinity;
    }

    /// <inheritdoc/>
    public void Run(int chunk)
    {
        ref readonly var range = ref _chunks[chunk];
        var gradient = _gradients[range.Parameter];
        var data = Native.Data(gradient);
        var count = (int)(range.End - range.Begin);
        var finite = Native.TypeOf(gradient) == Native.Float64
            ? Sweep(new Span<double>((double*)data + range.Begin, count), _factor)
            : Sweep(new Span<float>((float*)data + range.Begin, count), (float)_factor);
        if (!finite) Volatile.Write(ref _foundInfinity, true);
    }

    /// <summary>What is finite has a difference of zero from itself; infinity and NaN have NaN.</summary>
    private static bool Sweep<T>(Span<T> values, T factor) where T : struct, IFloatingPointIeee754<T>
    {
        var sum = Vector<T>.Zero;
        var i = 0;
        var multiplies = factor != T.One;
        for (; i <= values.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            var lane = new Vector<T>(values[i..]);
            if (multiplies)
            {
                lane *= factor;
                lane.CopyTo(values[i..]);
            }

            sum += lane - lane;
        }

        var isFinite = Vector.EqualsAll(sum, Vector<T>.Zero);
        for (; i < values.Length; i++)
        {
            if (multiplies) values[i] *= factor;
            isFinite &= T.IsFinite(values[i]);
        }

        return isFinite;
    }

    private static bool IsFused(nint gradient) =>
        !Native.IsSparse(gradient) && Native.DeviceType(gradient) == (int)DeviceType.CPU
        && Native.TypeOf(gradient) is Native.Float32 or Native.Float64 && Native.IsContiguous(gradient);

    private void SweepFused()
    {
        if (_elements.Length != _gradients.Count) _elements = new long[_gradients.Count];
        for (var i = 0; i < _elements.Length; i++)
        {
            _elements[i] = 1;
            for (var d = 0; d < Native.Dimensions(_gradients[i]); d++) _elements[i] *= Native.Size(_gradients[i], d);
        }

        _chunks.Rebuild(_elements);
        WorkerPool.Run(this, _chunks.Count, _chunks.Elements, get_num_threads());
        if (_factor == 1) return;
        foreach (var gradient in _gradients) VersionCounters.AdvanceOnce(gradient);
    }

    /// <summary>Counts what is not finite on the device; the host asks for it when all gradients of the device are through.</summary>
    private void SweepEagerly(TorchTensor gradient, Dictionary<(DeviceType, int), TorchTensor> counts)
    {
        using var disabled = no_grad();
        using var scope = NewDisposeScope();
        using var factor = _factor.ToScalar();
        if (_factor != 1) gradient.mul_(factor);
        var count = gradient.isfinite().logical_not().sum().to(float32).DetachFromDisposeScope();
        var device = (gradient.device.type, gradient.device.index);
        if (counts.TryGetValue(device, out var sum))
        {
            sum.add_(count, HeldNumbers.One);
            count.Dispose();
        }
        else
        {
            counts[device] = count;
        }
    }
}

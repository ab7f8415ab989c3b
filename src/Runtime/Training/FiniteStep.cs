using static TorchSharp.torch.optim;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Training;

/// <summary>A step that is taken only where the gradients are finite, at every evaluation of a closure.</summary>
/// <remarks>
/// An optimizer asks nobody between the closure and the step, so the closure ends the step: by an exception that does not get out
/// of here. Every optimizer takes it for one of the model's, which leaves all as it was.
/// </remarks>
internal sealed class FiniteStep
{
    private readonly GradientSweep _sweep = new();
    private readonly Func<TorchTensor> _evaluate;
    private Optimizer? _optimizer;
    private Func<TorchTensor>? _closure;
    private TorchTensor? _loss;
    private double _factor;
    private bool _isForced, _isFinite;

    public FiniteStep() => _evaluate = Evaluate;

    /// <summary>Looks at the gradients that an optimizer would step with, and multiplies them by a factor.</summary>
    /// <returns>Whether all of them are finite.</returns>
    public bool Sweep(Optimizer optimizer, double factor) => _sweep.Run(optimizer, factor);

    /// <summary>Steps with the gradients that there are if they are finite, or in any case.</summary>
    /// <returns>Whether they are.</returns>
    public bool Run(Optimizer optimizer, bool isForced)
    {
        var isFinite = _sweep.Run(optimizer);
        if (isFinite || isForced) optimizer.step();
        else OptimizerWrapper.GiveUp(optimizer);
        return isFinite;
    }

    /// <summary>Steps with the gradients of a closure, multiplied by a factor, if they are finite, or in any case.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="closure">Reevaluates the model and returns the loss.</param>
    /// <param name="factor">What gradients are multiplied by.</param>
    /// <param name="isForced">Whether to step in any case.</param>
    /// <param name="loss">What the closure returned first.</param>
    /// <returns>Whether all gradients were finite.</returns>
    public bool Run(Optimizer optimizer, Func<TorchTensor> closure, double factor, bool isForced, out TorchTensor? loss)
    {
        (_optimizer, _closure, _factor, _isForced, _isFinite) = (optimizer, closure, factor, isForced, true);
        try
        {
            optimizer.step(_evaluate);
        }
        catch (NotFinite e) when (e.Step == this)
        {
        }
        finally
        {
            loss = _loss;
            (_optimizer, _closure, _loss) = (null, null, null);
        }

        return _isFinite;
    }

    private TorchTensor Evaluate()
    {
        var loss = OptimizerWrapper.Evaluate(_closure!);
        _loss ??= loss;
        if (_sweep.Run(_optimizer!, _factor)) return loss;
        _isFinite = false;
        return _isForced ? loss : throw new NotFinite(this);
    }

    private sealed class NotFinite(FiniteStep step) : Exception
    {
        public FiniteStep Step => step;
    }
}

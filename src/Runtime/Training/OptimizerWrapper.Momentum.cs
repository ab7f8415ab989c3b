using System.Runtime.InteropServices;
using static TorchSharp.torch.optim;

namespace OptimizerDsl;

/// <summary>A wrapper has a momentum, or betas, for a scheduler to find exactly if its optimizer has.</summary>
public abstract partial class OptimizerWrapper : IDynamicInterfaceCastable
{
    bool IDynamicInterfaceCastable.IsInterfaceImplemented(RuntimeTypeHandle interfaceType, bool throwIfNotImplemented)
    {
        var (isImplemented, what) = interfaceType.Equals(typeof(IMomentum).TypeHandle) ? (Inner is IMomentum, "momentum")
            : interfaceType.Equals(typeof(IBetas).TypeHandle) ? (Inner is IBetas, "betas")
            : (false, null);
        if (isImplemented || !throwIfNotImplemented || what is null) return isImplemented;
        throw new InvalidCastException($"{Inner.GetType().Name}, which {GetType().Name} wraps, has no {what} (for a scheduler, set cycle_momentum: false).");
    }

    RuntimeTypeHandle IDynamicInterfaceCastable.GetInterfaceImplementation(RuntimeTypeHandle interfaceType) =>
        (interfaceType.Equals(typeof(IMomentum).TypeHandle) ? typeof(IMomentumWithin) : typeof(IBetasWithin)).TypeHandle;

    [DynamicInterfaceCastableImplementation]
    private interface IMomentumWithin : IMomentum
    {
        double IMomentum.Momentum
        {
            get => ((IMomentum)((OptimizerWrapper)this).Inner).Momentum;
            set => ((IMomentum)((OptimizerWrapper)this).Inner).Momentum = value;
        }
    }

    [DynamicInterfaceCastableImplementation]
    private interface IBetasWithin : IBetas
    {
        (double, double) IBetas.Betas
        {
            get => ((IBetas)((OptimizerWrapper)this).Inner).Betas;
            set => ((IBetas)((OptimizerWrapper)this).Inner).Betas = value;
        }
    }
}

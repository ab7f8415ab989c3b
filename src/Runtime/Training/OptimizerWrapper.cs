using OptimizerDsl.Compiled;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.optim;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl;

/// <summary>An optimizer that does something around the steps of another, of TorchSharp's or of this library.</summary>
/// <remarks>
/// The groups are those of the other: schedulers, hyperparameters, <c>zero_grad()</c>, <see cref="Eval"/> and <see cref="Train"/> go
/// through, and so does the closure of a step. So do checkpoints, which hold what the wrapper keeps as well, and load by what is
/// inside: what was saved with other wrappers, or with none, loads too. Disposing the wrapper disposes the other.
/// </remarks>
public abstract partial class OptimizerWrapper : OptimizerHelper, ITrainingMode
{
    /// <summary>Wraps an optimizer.</summary>
    /// <param name="inner">The optimizer, which the wrapper owns from now on.</param>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    /// <exception cref="ArgumentException">It is torch's LBFGS, which has neither parameter groups nor a state of its own here.</exception>
    protected OptimizerWrapper(Optimizer inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        RequireManaged(inner, GetType().Name);
        Inner = inner;
        Occupancy = new Occupancy(GetType().Name);
        _parameter_groups = [.. inner.ParamGroups.Cast<ParamGroup>()];
    }

    /// <summary>The optimizer that takes the steps.</summary>
    public Optimizer Inner { get; }

    /// <summary>Whether a call of the wrapper is running.</summary>
    private protected Occupancy Occupancy { get; }

    /// <inheritdoc/>
    public override IEnumerable<ILearningRateController> ParamGroups => Inner.ParamGroups;

    /// <summary>Whether the parameters are those to be trained: always, unless the optimizer within has an evaluation mode.</summary>
    public bool IsTraining => Inner is not ITrainingMode { IsTraining: false };

    /// <summary>Makes the parameters those to evaluate with. Does nothing if they are the same for the optimizer within.</summary>
    public virtual void Eval() => (Inner as ITrainingMode)?.Eval();

    /// <summary>Makes the parameters those to be trained again.</summary>
    public virtual void Train() => (Inner as ITrainingMode)?.Train();

    /// <inheritdoc/>
    public override IEnumerable<Parameter> parameters() => Inner.parameters();

    /// <inheritdoc cref="CompiledOptimizer.zero_grad(bool)"/>
    public void zero_grad(bool set_to_none = true)
    {
        switch (Inner)
        {
            case OptimizerWrapper wrapper: wrapper.zero_grad(set_to_none); break;
            case CompiledOptimizer optimizer: optimizer.zero_grad(set_to_none); break;
            default:
                if (!set_to_none) Inner.zero_grad();
                else foreach (var parameter in parameters()) parameter.grad = null;
                break;
        }
    }

    /// <inheritdoc cref="CompiledOptimizer.zero_grad()"/>
    public override void zero_grad() => zero_grad(set_to_none: true);

    /// <inheritdoc/>
    public override void add_param_group(ParamGroup param_group)
    {
        Inner.add_param_group(param_group);
        _parameter_groups.Add(param_group);
    }

    /// <summary>Moves the state of the inner optimizer, as after <c>model.to(device)</c>.</summary>
    public new void to(torch.Device device)
    {
        // A wrapper hides the method of TorchSharp's, which is not virtual.
        switch (Inner)
        {
            case OptimizerWrapper wrapper: wrapper.to(device); break;
            case CompiledOptimizer optimizer: optimizer.to(device); break;
            default: Helper.to(device); break;
        }
    }

    /// <summary>What wraps what, and the description of the optimizer within where it has one.</summary>
    public virtual string Describe() => $"{GetType().Name} of {Inner switch
    {
        OptimizerWrapper wrapper => wrapper.Describe(),
        CompiledOptimizer optimizer => optimizer.Describe(),
        _ => Inner.GetType().Name,
    }}";

    /// <summary>What is within all wrappers.</summary>
    internal static Optimizer Innermost(Optimizer optimizer) =>
        optimizer is OptimizerWrapper wrapper ? Innermost(wrapper.Inner) : optimizer;

    /// <summary>Ends what an optimizer, or one that it wraps, has begun and not ended, as if it had not been begun.</summary>
    internal static void GiveUp(Optimizer optimizer)
    {
        for (; optimizer is OptimizerWrapper wrapper; optimizer = wrapper.Inner) wrapper.GiveUp();
    }

    /// <summary>Refuses an optimizer that libtorch runs: its closure must not throw, and its groups cannot be read twice.</summary>
    internal static void RequireManaged(Optimizer optimizer, string wrapper)
    {
        if (optimizer is not OptimizerHelper)
            throw new ArgumentException($"{wrapper} cannot be used with {optimizer.GetType().Name}, whose steps libtorch takes.", nameof(optimizer));
    }

    /// <summary>The inner optimizer's groups, with those that were added behind the wrapper's back.</summary>
    protected IEnumerable<ParamGroup> Groups => Inner.ParamGroups.Cast<ParamGroup>();

    /// <summary>Evaluates a closure as a step does: with gradients enabled.</summary>
    protected internal static TorchTensor Evaluate(Func<TorchTensor> closure)
    {
        ArgumentNullException.ThrowIfNull(closure);
        using var enabled = torch.enable_grad();
        return closure();
    }

    /// <summary>Ends what the wrapper has begun and not ended.</summary>
    private protected virtual void GiveUp()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        using var occupied = disposing ? Occupancy.Enter(nameof(Dispose)) : default;
        if (disposing) Release();
        base.Dispose(disposing);
        if (disposing) Inner.Dispose();
    }

    /// <summary>Releases what the wrapper keeps, before the inner optimizer is disposed.</summary>
    private protected virtual void Release()
    {
    }

    /// <summary>The inner optimizer as one that has a state.</summary>
    protected OptimizerHelper Helper => (OptimizerHelper)Inner;
}

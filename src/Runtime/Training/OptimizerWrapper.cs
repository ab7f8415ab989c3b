using OptimizerDsl.Compiled;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.optim;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl;

/// <summary>An optimizer that does something around the steps of another, any of TorchSharp's or of this library.</summary>
/// <remarks>
/// The groups are those of the other: schedulers, hyperparameters and <c>zero_grad()</c> go through. So do checkpoints, which hold
/// what the wrapper keeps as well. Disposing the wrapper disposes the other.
/// </remarks>
public abstract class OptimizerWrapper : OptimizerHelper, IMomentum, IBetas
{
    /// <summary>Wraps an optimizer.</summary>
    /// <param name="inner">The optimizer, which the wrapper owns from now on.</param>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    protected OptimizerWrapper(Optimizer inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
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

    /// <summary>The momentum of the inner optimizer, for schedulers.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    double IMomentum.Momentum
    {
        get => Of<IMomentum>("momentum").Momentum;
        set => Of<IMomentum>("momentum").Momentum = value;
    }

    /// <summary>The betas of the inner optimizer, for schedulers.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    (double, double) IBetas.Betas
    {
        get => Of<IBetas>("betas").Betas;
        set => Of<IBetas>("betas").Betas = value;
    }

    /// <inheritdoc/>
    public override IEnumerable<Parameter> parameters() => Inner.parameters();

    /// <inheritdoc/>
    public override void zero_grad() => Inner.zero_grad();

    /// <inheritdoc/>
    public override void add_param_group(ParamGroup param_group)
    {
        Inner.add_param_group(param_group);
        _parameter_groups.Add(param_group);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A step is running.</exception>
    public override StateDictionary state_dict()
    {
        using var occupied = Occupancy.Enter(nameof(state_dict));
        return Helper.state_dict();
    }

    /// <inheritdoc/>
    public override void load_state_dict(StateDictionary state_dict) => Helper.load_state_dict(state_dict);

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

    /// <summary>The inner optimizer's groups, with those that were added behind the wrapper's back.</summary>
    protected IEnumerable<ParamGroup> Groups => Inner.ParamGroups.Cast<ParamGroup>();

    /// <summary>Evaluates a closure as a step does: with gradients enabled.</summary>
    protected static TorchTensor Evaluate(Func<TorchTensor> closure)
    {
        ArgumentNullException.ThrowIfNull(closure);
        using var enabled = torch.enable_grad();
        return closure();
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
    protected OptimizerHelper Helper => Inner as OptimizerHelper
        ?? throw new NotSupportedException($"{Inner.GetType().Name}, which {GetType().Name} wraps, has no state that can be saved or moved.");

    private T Of<T>(string what) where T : class => Inner as T
        ?? throw new InvalidOperationException($"{Inner.GetType().Name}, which {GetType().Name} wraps, has no {what} (for a scheduler, set cycle_momentum: false).");
}

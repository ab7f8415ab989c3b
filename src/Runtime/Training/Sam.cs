using OptimizerDsl.Compiled;
using OptimizerDsl.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.optim;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl;

/// <summary>
/// Sharpness-aware minimization (Foret et al. 2021, Algorithm 1), adaptive if asked for (Kwon et al. 2021): steps of any optimizer
/// with the gradient at θ + ρ g / ‖g‖, the norm over all parameters that have a gradient.
/// </summary>
/// <remarks>
/// A step evaluates the model twice: <c>sam.step(closure)</c>, or <see cref="first_step"/>, another backward pass and
/// <see cref="second_step"/>. In between the parameters are perturbed; afterwards they are what they were to the last bit before
/// the inner optimizer steps, also when the closure throws. It costs one copy of the parameters, and in the fused executions no
/// more than three sweeps over them. See docs/training.md for what batch normalization asks for.
/// </remarks>
public class Sam : OptimizerWrapper
{
    private readonly Perturbation _perturbation;
    private readonly Copying _restoration;
    private readonly List<bool> _perturbed = [];
    private readonly Func<TorchTensor> _evaluate;
    private Func<TorchTensor>? _closure;
    private int _groups;

    /// <summary>Wraps an optimizer.</summary>
    /// <param name="optimizer">The optimizer, which the wrapper owns from now on.</param>
    /// <param name="rho">How far the parameters are perturbed, ρ of the papers: at least 0, 0.05 by default; 0.5 to 2 with <paramref name="adaptive"/>.</param>
    /// <param name="adaptive">Whether the perturbation is in proportion to each parameter's own size (ASAM).</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rho"/> is negative or not finite.</exception>
    public Sam(Optimizer optimizer, double rho = 0.05, bool adaptive = false) : base(optimizer)
    {
        Bounds.Require("rho", rho, atLeast: 0);
        var groups = Groups.ToList();
        _perturbation = new Perturbation(groups.Select(Perturbed), rho, adaptive);
        _restoration = new Copying(groups.Select(Restored));
        _groups = groups.Count;
        _evaluate = EvaluateTwice;
    }

    /// <summary>How far the parameters are perturbed, ρ of the papers. It may change from step to step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double Rho
    {
        get => ((Perturbation.Options)_perturbation.Groups[0].Options).rho!.Value;
        set
        {
            Bounds.Require("rho", value, atLeast: 0);
            foreach (var group in _perturbation.Groups) ((Perturbation.Options)group.Options).rho = value;
        }
    }

    /// <summary>Whether the perturbation is in proportion to each parameter's own size.</summary>
    public bool Adaptive => ((Perturbation.Options)_perturbation.Groups[0].Options).adaptive!.Value;

    /// <summary>Whether the parameters are perturbed now: between the two calls of a step.</summary>
    public bool IsPerturbed { get; private set; }

    /// <summary>How the perturbation is computed; by default the fastest way that each parameter allows.</summary>
    public Execution Execution
    {
        get => _perturbation.Execution;
        set => (_perturbation.Execution, _restoration.Execution) = (value, value);
    }

    /// <summary>Which execution the perturbation of each parameter had in the last step, and why.</summary>
    public IReadOnlyList<ExecutionChoice> Executions => _perturbation.Executions;

    /// <summary>
    /// Takes a step with a closure: evaluates it, perturbs the parameters, evaluates it again, sets them back and lets the inner
    /// optimizer step. Without a closure it is <see cref="second_step"/>.
    /// </summary>
    /// <param name="closure">Evaluates the model, calls backward() and returns the loss. It need not set gradients to zero.</param>
    /// <returns>The loss at the parameters. What the second evaluation returned is the closure's own.</returns>
    /// <exception cref="InvalidOperationException">There is no closure and no step under way, or one is and there is a closure.</exception>
    public override TorchTensor step(Func<TorchTensor>? closure = null)
    {
        using var occupied = Occupancy.Enter(nameof(step));
        if (closure is null)
        {
            if (!IsPerturbed)
                throw new InvalidOperationException("Sam needs the gradient at two places: give step() a closure that evaluates the model and calls backward(), or call first_step() and second_step().");
            second_step();
            return null!;
        }

        RequirePerturbed(false);
        _closure = closure;
        try
        {
            return Inner.step(_evaluate);
        }
        finally
        {
            _closure = null;
        }
    }

    /// <summary>Perturbs the parameters along their gradients. A backward pass and <see cref="second_step"/> must follow.</summary>
    /// <param name="zero_grad">Whether to let go of the gradients afterwards, as <c>zero_grad()</c> does.</param>
    /// <exception cref="InvalidOperationException">They are perturbed already, or a gradient does not fit; nothing has been changed then.</exception>
    public void first_step(bool zero_grad = false)
    {
        using var occupied = Occupancy.EnterOrShare(nameof(first_step));
        RequirePerturbed(false);
        Follow();
        _perturbation.step();
        IsPerturbed = true;
        if (zero_grad) this.zero_grad();
    }

    /// <summary>Sets the parameters back and lets the inner optimizer step with the gradients at the perturbed ones.</summary>
    /// <param name="zero_grad">Whether to let go of the gradients afterwards, as <c>zero_grad()</c> does.</param>
    /// <exception cref="InvalidOperationException">The parameters are not perturbed.</exception>
    public void second_step(bool zero_grad = false)
    {
        using var occupied = Occupancy.EnterOrShare(nameof(second_step));
        RequirePerturbed(true);
        Restore();
        Inner.step();
        if (zero_grad) this.zero_grad();
    }

    /// <summary>Sets the parameters back without a step, where one is given up. Does nothing if they are not perturbed.</summary>
    public void Restore()
    {
        if (!IsPerturbed) return;
        using var occupied = Occupancy.EnterOrShare(nameof(Restore));
        for (var i = 0; i < _perturbation.Slots.Count; i++) SetRestored(i);
        _restoration.step();
        IsPerturbed = false;
    }

    /// <inheritdoc/>
    public override void add_param_group(ParamGroup param_group)
    {
        RequirePerturbed(false);
        base.add_param_group(param_group);
        Follow();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The parameters are perturbed.</exception>
    public override void Eval()
    {
        RequirePerturbed(false);
        base.Eval();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The parameters are perturbed.</exception>
    public override void Train()
    {
        RequirePerturbed(false);
        base.Train();
    }

    private protected override void GiveUp() => Restore();

    internal override IReadOnlyDictionary<string, double> Numbers =>
        new Dictionary<string, double> { ["rho"] = Rho, ["adaptive"] = Adaptive ? 1 : 0 };

    internal override Action Accept(IReadOnlyDictionary<string, double> numbers, bool options)
    {
        var rho = numbers.GetValueOrDefault("rho", Rho);
        var adaptive = numbers.TryGetValue("adaptive", out var number) ? number != 0 : Adaptive;
        Bounds.Require("rho", rho, atLeast: 0);
        return () =>
        {
            if (!options) return;
            Rho = rho;
            foreach (var group in _perturbation.Groups) ((Perturbation.Options)group.Options).adaptive = adaptive;
        };
    }

    private protected override void Release()
    {
        Restore();
        foreach (var slot in _restoration.Slots) slot.Parameter.Dispose();
        _restoration.Dispose();
        _perturbation.Dispose();
    }

    /// <summary>Leaves the gradients at the perturbed parameters, and these as they were.</summary>
    private TorchTensor EvaluateTwice()
    {
        zero_grad();
        var loss = Evaluate(_closure!);
        first_step(zero_grad: true);
        try
        {
            Evaluate(_closure!);
        }
        finally
        {
            Restore();
        }

        return loss;
    }

    /// <summary>Takes up groups that the inner optimizer has been given since.</summary>
    private void Follow()
    {
        if (_parameter_groups.Count == _groups && Inner is CompiledOptimizer { Groups.Count: var count } && count == _groups) return;
        foreach (var group in Groups.Skip(_groups))
        {
            _perturbation.add_param_group(new Perturbation.ParamGroup(group.Parameters, rho: Rho, adaptive: Adaptive));
            _restoration.add_param_group(Restored(group));
            _groups++;
        }
    }

    private static Perturbation.ParamGroup Perturbed(ParamGroup group) => new() { Parameters = group.Parameters };

    private static Copying.ParamGroup Restored(ParamGroup group) => new() { Parameters = group.Parameters.Select(Alias.Of) };

    /// <summary>A parameter that had no gradient was not perturbed: what was kept of it is of another step.</summary>
    private void SetRestored(int slot)
    {
        var perturbed = _perturbation.Slots[slot];
        var alias = _restoration.Slots[slot].Parameter;
        Alias.Require(alias, perturbed.Parameter, nameof(Sam));
        if (_perturbed.Count == slot) _perturbed.Add(false);
        var isPerturbed = perturbed.Execution != Execution.Automatic;
        if (_perturbed[slot] == isPerturbed) return;
        Alias.SetSource(alias, isPerturbed ? ((Perturbation.State)perturbed.State).unperturbed : null);
        _perturbed[slot] = isPerturbed;
    }

    private void RequirePerturbed(bool expected)
    {
        if (IsPerturbed == expected) return;
        throw new InvalidOperationException(expected
            ? "The parameters are not perturbed: first_step() must come before second_step()."
            : "The parameters are perturbed: a step is under way (call second_step(), or Restore() to give it up).");
    }
}

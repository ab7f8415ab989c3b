using OptimizerDsl.Compiled;
using OptimizerDsl.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch.optim;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl;

/// <summary>
/// Lookahead (Zhang et al. 2019, Algorithm 1): after every k steps of any optimizer, slow weights go a part α of the way to where
/// it got, and it goes on from there.
/// </summary>
/// <remarks>
/// The states of the inner optimizer are kept at a synchronisation. Checkpoints hold the slow weights and how many steps have
/// been taken since the last one.
/// </remarks>
public partial class Lookahead : OptimizerWrapper
{
    private readonly SlowWeights _slow;
    private readonly List<Parameter> _parameters = [];
    private int _groups, _taken;

    /// <summary>Wraps an optimizer.</summary>
    /// <param name="optimizer">The optimizer, which the wrapper owns from now on.</param>
    /// <param name="alpha">How far the slow weights follow, α of the paper: between 0 and 1.</param>
    /// <param name="k">After how many steps they do: at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of bounds.</exception>
    public Lookahead(Optimizer optimizer, double alpha = 0.5, int k = 5) : base(optimizer)
    {
        Bounds.Require("alpha", alpha, atLeast: 0, atMost: 1);
        Bounds.Require("k", k, atLeast: 1);
        K = k;
        var groups = Groups.ToList();
        _slow = new SlowWeights(groups.Select(Followed), alpha);
        Start(groups);
    }

    /// <summary>After how many steps the slow weights follow.</summary>
    public int K { get; private set; }

    /// <summary>How far the slow weights follow, α of the paper.</summary>
    public double Alpha => ((SlowWeights.Options)_slow.Groups[0].Options).alpha!.Value;

    /// <summary>How the slow weights are computed; by default the fastest way that each parameter allows.</summary>
    public Execution Execution
    {
        get => _slow.Execution;
        set => _slow.Execution = value;
    }

    /// <summary>The slow weights, in the order of the parameters. They belong to this object.</summary>
    public IReadOnlyList<TorchTensor> Slow => [.. _slow.Slots.Select(s => ((SlowWeights.State)s.State).slow)];

    /// <summary>Takes a step, and every k-th time sets the parameters to the slow weights.</summary>
    /// <param name="closure">Reevaluates the model and returns the loss; optional.</param>
    /// <returns>The loss that the closure returned, or null.</returns>
    public override TorchTensor step(Func<TorchTensor>? closure = null)
    {
        using var occupied = Occupancy.Enter(nameof(step));
        Follow();
        for (var i = 0; i < _parameters.Count; i++) Alias.Require(_slow.Slots[i].Parameter, _parameters[i], nameof(Lookahead));
        var loss = Inner.step(closure);
        if (++_taken < K) return loss;
        _taken = 0;
        _slow.step();
        return loss;
    }

    /// <inheritdoc/>
    public override void add_param_group(ParamGroup param_group)
    {
        base.add_param_group(param_group);
        Follow();
    }

    private protected override void Release()
    {
        foreach (var slot in _slow.Slots) slot.Parameter.Dispose();
        _slow.Dispose();
    }

    /// <summary>Takes up groups that the inner optimizer has been given since, and where the parameters are if it begins anew.</summary>
    private void Follow()
    {
        if (_beginsAnew)
        {
            using var disabled = torch.no_grad();
            for (var i = 0; i < _parameters.Count; i++) ((SlowWeights.State)_slow.Slots[i].State).slow.copy_(_parameters[i]);
            _beginsAnew = false;
        }

        if (Inner is CompiledOptimizer { Groups.Count: var count } && count == _groups) return;
        foreach (var group in Groups.Skip(_groups).ToList())
        {
            _slow.add_param_group(Followed(group));
            ((SlowWeights.Options)_slow.Groups[^1].Options).alpha = Alpha;
            Start([group]);
        }
    }

    private void Start(List<ParamGroup> groups)
    {
        using var disabled = torch.no_grad();
        foreach (var parameter in groups.SelectMany(g => g.Parameters))
        {
            ((SlowWeights.State)_slow.Slots[_parameters.Count].State).slow.copy_(parameter);
            _parameters.Add(parameter);
        }

        _groups += groups.Count;
    }

    /// <summary>The parameters under other objects, with themselves for gradients: the rule reads where they got and writes where they go.</summary>
    private static SlowWeights.ParamGroup Followed(ParamGroup group) => new() { Parameters = NamedParameters.Replaced(group.Parameters, Followed) };

    private static Parameter Followed(Parameter parameter)
    {
        var alias = Alias.Of(parameter);
        Alias.SetSource(alias, parameter);
        return alias;
    }
}

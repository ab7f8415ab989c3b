using OptimizerDsl.Compiled;
using OptimizerDsl.Tests.Bounds;
using OptimizerDsl.Tests.Rules;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Running;

/// <summary>A compiled rule in one execution and type.</summary>
internal sealed class Trajectory : IDisposable
{
    private readonly Inputs _inputs;
    private readonly ScalarType _type;
    private readonly Parameter[] _parameters;
    private readonly CompiledOptimizer _optimizer;

    public Trajectory(Type rule, Inputs inputs, Execution execution, ScalarType type)
    {
        (_inputs, _type) = (inputs, type);
        _parameters = [.. inputs.Parameters.Select(p => Numbers.ToParameter(p, [p.Length], type))];
        var optimizer = new OptimizerCase(rule, "", new Dictionary<string, object> { ["lr"] = Fields.Rates[0] });
        _optimizer = optimizer.Make(Group(0), execution);
        _optimizer.add_param_group(optimizer.Group(Group(1), ("lr", Fields.Rates[1])));

        IEnumerable<Parameter> Group(int group) => _parameters.Where((_, i) => inputs.Groups[i] == group);
    }

    public void Step(int t)
    {
        for (var i = 0; i < _parameters.Length; i++)
            _parameters[i].grad = Numbers.ToTensor(_inputs.Gradients[t - 1][i], [_inputs.Parameters[i].Length], _type);
        _optimizer.step();
    }

    /// <summary>The elements of the parameter or of a state of a tensor.</summary>
    public double[] Get(string name, int tensor)
    {
        if (name == "θ") return Numbers.Of(_parameters[tensor]);
        var state = _optimizer.state_dict().State[tensor];
        return Numbers.Of((TorchSharp.torch.Tensor)state.GetType().GetField(Fields.Kept(name))!.GetValue(state)!);
    }

    public void Dispose() => _optimizer.Dispose();
}

using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Training;

/// <summary>An optimizer that is not of this library: θ -= lr g, written as TorchSharp's own are.</summary>
internal class PlainDescent : OptimizerHelper
{
    public PlainDescent(IEnumerable<Parameter> parameters, double lr)
    {
        _defaults = new OptimizerOptions { LearningRate = lr, InitialLearningRate = lr };
        _parameter_groups = [];
        add_param_group(new ParamGroup { Parameters = [.. parameters] });
    }

    public override void add_param_group(ParamGroup param_group)
    {
        param_group.Options ??= new OptimizerOptions { LearningRate = _defaults.LearningRate, InitialLearningRate = _defaults.InitialLearningRate };
        base.add_param_group(param_group);
    }

    public override torch.Tensor step(Func<torch.Tensor>? closure = null) => _step<ParamGroup>(group =>
    {
        foreach (var parameter in group.Parameters)
            if (parameter.grad is { } gradient) parameter.sub_(gradient * group.LearningRate);
    }, closure);
}

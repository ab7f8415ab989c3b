using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests;

/// <summary>The sum of the gradients.</summary>
[Optimizer]
public partial class Summing
{
    [Hyperparameter(AtLeast = 0)] double lr = 0.5;
    [State] Tensor m;

    void Update(ref Tensor θ, Tensor g)
    {
        m = m + g;
        θ -= lr * m;
    }
}

/// <summary>Options may be replaced between two steps, and a step that fails is none.</summary>
public sealed class StepTests
{
    [Fact]
    public void Options_given_anew_are_those_of_the_next_step()
    {
        var parameter = new Parameter(zeros(1, float64));
        using var optimizer = new Summing([new Summing.ParamGroup([parameter], lr: 0.25)]);
        parameter.grad = ones(1, float64);
        optimizer.step();
        Assert.Equal(-0.25, parameter.item<double>());

        ((ParamGroup<Summing.Options>)optimizer.ParamGroups.Single()).Options = new Summing.Options { LearningRate = 0.5 };
        optimizer.step();
        Assert.Equal(-0.25 - 0.5 * 2, parameter.item<double>());
    }

    [Fact]
    public void A_reference_step_whose_tensors_do_not_fit_is_not_taken()
    {
        var parameter = new Parameter(zeros(2, float64));
        using var optimizer = new Summing([parameter]) { Execution = Execution.Reference };
        var state = (Summing.State)optimizer.state_dict().State[0];
        state.m = zeros(3, float64);
        parameter.grad = ones(2, float64);
        Assert.Throws<InvalidOperationException>(() => optimizer.step());
        Assert.Equal(0, state.step);
        Assert.Equal([0.0, 0.0], parameter.data<double>().ToArray());
    }
}

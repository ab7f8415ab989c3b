using OptimizerDsl.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Members;

/// <summary>What AggMo allows in mid-training.</summary>
public sealed class AggMoTests
{
    public static TheoryData<Execution> Executions => [Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda];

    [Theory]
    [MemberData(nameof(Executions))]
    public void Every_hyperparameter_can_change_and_the_motion_can_stop(Execution execution)
    {
        using var scope = NewDisposeScope();
        double[] p = Numbers.Random(1, 7), lr = [0.1, 0.1, 0.02, 0.02, 0.02, 0.02];
        double[][] betas = [[0, 0.9, 0.99], [0, 0.9, 0.99], [0, 0.9, 0.99], [0.1, 0.5, 0.8], [0.1, 0.5, 0.8], [0.1, 0.5, 0.8]];
        double[] decay = [0, 0, 0, 0, 0.1, 0.1];
        var velocity = new double[3, 7];
        Parameter parameter = Numbers.ToParameter(p, [7], float64, TestDevice.Of(execution));
        using var optimizer = new AggMo([parameter], lr[0]) { Execution = execution };
        var options = optimizer.ParamGroups.Cast<AggMo.ParamGroup>().Single().Options;
        for (var step = 0; step < 6; step++)
        {
            (options.LearningRate, options.betas, options.weight_decay) = (lr[step], Coefficients.Create(betas[step]), decay[step]);
            if (step == 5)
            {
                optimizer.ZeroMomentumBuffers();
                Array.Clear(velocity);
            }

            var g = Numbers.Random(step + 2, 7);
            parameter.grad = Numbers.ToTensor(g, [7], float64, TestDevice.Of(execution));
            optimizer.step();
            for (var i = 0; i < 7; i++)
            {
                var d = g[i] + decay[step] * p[i];
                for (var k = 0; k < 3; k++)
                {
                    velocity[k, i] = betas[step][k] * velocity[k, i] + d;
                    p[i] -= lr[step] / 3 * velocity[k, i];
                }
            }

            Numbers.AssertClose(p, Numbers.Of(parameter), 1e-14, $"step {step}");
        }
    }
}

using OptimizerDsl.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Tests.Members;

/// <summary>Sophia with the estimates of the Hessian that a caller gives it.</summary>
public sealed class SophiaTests
{
    public static TheoryData<Execution> Executions => [Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda];

    [Theory]
    [MemberData(nameof(Executions))]
    public void Divides_by_the_average_of_the_estimates_and_clips(Execution execution)
    {
        using var scope = NewDisposeScope();
        double[] p = Numbers.Random(1, 6), m = new double[6], h = new double[6];
        Parameter parameter = Numbers.ToParameter(p, [2, 3], float64, TestDevice.Of(execution)), other = Numbers.ToParameter([1, 1], [2], float64, TestDevice.Of(execution));
        using var optimizer = new Sophia([parameter, other], lr: 0.1, gamma: 0.3) { Execution = execution };
        var clipped = 0;
        for (var step = 0; step < 8; step++)
        {
            if (step % 3 == 0)
            {
                double[] estimate = [.. Numbers.Random(step + 50, 6).Select(x => 40 * x * x)];
                optimizer.UpdateHessian([Numbers.ToTensor(estimate, [2, 3], float64, TestDevice.Of(execution)), null]);
                for (var i = 0; i < 6; i++) h[i] = 0.99 * h[i] + 0.01 * estimate[i];
            }

            var g = Numbers.Random(step + 2, 6);
            parameter.grad = Numbers.ToTensor(g, [2, 3], float64, TestDevice.Of(execution));
            optimizer.step();
            for (var i = 0; i < 6; i++)
            {
                m[i] = 0.96 * m[i] + 0.04 * g[i];
                var update = m[i] / Math.Max(0.3 * h[i], 1e-12);
                if (Math.Abs(update) > 1) clipped++;
                p[i] = p[i] * (1 - 0.1 * 0.2) - 0.1 * Math.Clamp(update, -1, 1);
            }

            Numbers.AssertClose(p, Numbers.Of(parameter), 1e-13, $"step {step}");
        }

        Assert.InRange(clipped, 1, 47);
        Assert.Equal([1.0, 1.0], Numbers.Of(other));
    }

    [Fact]
    public void Estimates_that_do_not_fit_change_nothing()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(ones(2)), new(ones(2, 3))];
        using var optimizer = new Sophia(parameters);
        Refuse([ones(2)], "1 estimates for 2 parameters");
        Refuse([ones(2), ones(3, 2)], "Estimate 1 has the shape [3, 2], but its parameter has [2, 3]");
        Assert.All(optimizer.state_dict().State, s => Assert.All(Numbers.Of(((Sophia.State)s).hessian), x => Assert.Equal(0, x)));

        void Refuse(TorchTensor?[] estimates, string message) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => optimizer.UpdateHessian(estimates)).Message);
    }
}

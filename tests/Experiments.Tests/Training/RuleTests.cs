using OptimizerDsl.Optimizers;
using Parameter = TorchSharp.Modules.Parameter;
using static TorchSharp.torch;

namespace Experiments.Tests.Training;

/// <summary>The rules that this sample declares, in memories that do not fill, so that priorities do not matter.</summary>
public sealed class RuleTests
{
    private const double Lr = 0.1, Beta1 = 0.8, Beta2 = 0.9, Eps = 1e-6, WeightDecay = 0.3;
    private const int Steps = 6, Capacity = 10;

    [Fact]
    public void Momenta_with_a_penalty_are_those_of_the_loss_with_a_penalty()
    {
        using var scope = NewDisposeScope();
        var (one, other) = (Start(), Start());
        using var regularized = new RegularizedAdamCM([one], Lr, Beta1, Beta2, Eps, WeightDecay, Capacity);
        using var plain = new AdamCM([other], Lr, Beta1, Beta2, Eps, Capacity);
        for (var t = 1; t <= Steps; t++)
        {
            one.grad = tensor(Gradient(t));
            other.grad = tensor(Gradient(t)) + WeightDecay * other.detach();
            regularized.step();
            plain.step();
            Assert.Equal(Values(other), Values(one), (a, b) => Math.Abs(a - b) < 1e-12);
        }
    }

    [Fact]
    public void Gradients_with_a_penalty_are_kept_without_it()
    {
        using var scope = NewDisposeScope();
        var parameter = Start();
        using var optimizer = new RegularizedAdamCG([parameter], Lr, Beta1, Beta2, Eps, WeightDecay, Capacity);
        var (x, m, v, kept) = (Values(parameter), new double[3], new double[3], new double[3]);
        for (var t = 1; t <= Steps; t++)
        {
            var gradient = Gradient(t);
            parameter.grad = tensor(gradient);
            optimizer.step();
            for (var i = 0; i < 3; i++)
            {
                var d = gradient[i] + kept[i] / Capacity + WeightDecay * x[i];
                kept[i] += gradient[i];
                m[i] = Beta1 * m[i] + (1 - Beta1) * d;
                v[i] = Beta2 * v[i] + (1 - Beta2) * d * d;
                x[i] -= Lr * (m[i] / (1 - Math.Pow(Beta1, t))) / Math.Sqrt(v[i] / (1 - Math.Pow(Beta2, t)) + Eps);
            }

            Assert.Equal(x, Values(parameter), (a, b) => Math.Abs(a - b) < 1e-12);
        }
    }

    private static Parameter Start() => new(tensor([1.0, -2.0, 0.5]));

    private static double[] Gradient(int t) => [Math.Sin(t), 0.3 * t, Math.Cos(2 * t)];

    private static double[] Values(Parameter parameter) => parameter.detach().data<double>().ToArray();
}

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Rules;

/// <summary>Tuples, and counts of elements, written out a second time without the DSL.</summary>
public sealed class TwoVelocitiesTests
{
    private static readonly long[][] s_shapes = [[3], [2, 3]];

    [Theory, InlineData(Execution.Reference), InlineData(Execution.Eager), InlineData(Execution.Cpu), InlineData(Execution.Cuda)]
    public void Is_what_the_equations_say(Execution execution)
    {
        double[][] θ = [.. s_shapes.Select((s, i) => Numbers.Random(i + 1, Numbers.Elements(s)))];
        Parameter[] parameters = [.. θ.Select((values, i) => Numbers.ToParameter(values, s_shapes[i], float64, TestDevice.Of(execution)))];
        double[][] fast = [new double[3], new double[6]], slow = [new double[3], new double[6]];
        using var optimizer = new TwoVelocities(parameters) { Execution = execution };
        for (var step = 0; step < 6; step++)
        {
            double[][] gradient = [.. s_shapes.Select((s, i) => Numbers.Random(i + 10 * step + 200, Numbers.Elements(s)))];
            for (var k = 0; k < 2; k++)
            {
                parameters[k].grad = Numbers.ToTensor(gradient[k], s_shapes[k], float64, TestDevice.Of(execution));
                var oldFast = fast[k];
                fast[k] = [.. slow[k].Zip(gradient[k], (x, g) => 0.9 * x + g)];
                slow[k] = [.. oldFast.Zip(gradient[k], (x, g) => 0.9 * x - 0.5 * g)];
                double[] sum = [.. fast[k].Zip(slow[k], (a, b) => a + b)];
                var (length, before) = (Norm(sum), Norm(θ[k]));
                var second = length / (before + θ[k].Length / 9.0);
                θ[k] = [.. θ[k].Zip(sum, (p, x) => p - 0.01 * (Math.Sqrt(sum.Length) + second) * x / (length + 1))];
            }

            optimizer.step();
        }

        for (var k = 0; k < 2; k++) Numbers.AssertClose(θ[k], Numbers.Of(parameters[k]), 1e-13, $"tensor {k}");
    }

    private static double Norm(double[] x) => Math.Sqrt(x.Sum(value => value * value));
}

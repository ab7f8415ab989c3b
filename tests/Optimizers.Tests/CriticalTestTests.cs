using OptimizerDsl.Optimizers;
using OptimizerDsl.Tests.Plain;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests;

/// <summary>
/// The option critical_test of the published critical memories, against the published loops on the same random numbers.
/// </summary>
public sealed class CriticalTestTests
{
    private const int Steps = 40, Capacity = 3;
    private const double Decay = 0.95;
    private static readonly int[] s_lengths = [5, 3, 4];

    private static readonly Dictionary<string, (Type Type, Func<int, PublishedStep> Loop, (string, object)[] Hyperparameters)> s_rules = new()
    {
        ["Adam_CM"] = (typeof(PublishedAdamCM), PublishedLoops.AdamCM, []),
        ["Adam_C"] = (typeof(PublishedAdamCG), PublishedLoops.AdamC, []),
        ["SGD_C"] = (typeof(PublishedSgdCG), PublishedLoops.SgdC, [("momentum", 0.9)]),
    };

    public static TheoryData<string, double, double> Rows
    {
        get
        {
            var rows = new TheoryData<string, double, double>();
            foreach (var rule in s_rules.Keys)
                foreach (var (first, then) in new[] { (0.0, 0.0), (0.3, 0.3), (1.0, 1.0), (0.0, 0.7), (0.7, 0.0), (0.4, 1.0) }) rows.Add(rule, first, then);
            return rows;
        }
    }

    /// <summary>The probability is one in the first half of the training, and perhaps another in the second.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public void Is_what_the_published_loop_computes(string rule, double first, double then)
    {
        var (type, loop, hyperparameters) = s_rules[rule];
        var expected = Expected(loop, step => step < Steps / 2 ? first : then);
        foreach (var execution in new[] { Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda })
        {
            Parameter[] parameters = [.. s_lengths.Select((length, i) => Numbers.ToParameter(Numbers.Random(i + 1, length), [length], float64, TestDevice.Of(execution)))];
            (string, object)[] all = [.. hyperparameters, ("lr", 0.01), ("capacity", Capacity), ("decay", Decay)];
            using var optimizer = new OptimizerCase(type, "", all.ToDictionary(h => h.Item1, h => h.Item2)).Make(parameters, execution);
            for (var step = 0; step < Steps; step++)
            {
                OptimizerCase.Set(optimizer.Groups[0].Options, "critical_test", step < Steps / 2 ? first : then);
                for (var i = 0; i < parameters.Length; i++)
                    parameters[i].grad = Gradient(step, i) is { } g ? Numbers.ToTensor(g, [s_lengths[i]], float64, TestDevice.Of(execution)) : null;
                optimizer.step();
                for (var i = 0; i < parameters.Length; i++)
                    Numbers.AssertClose(expected[step][i], Numbers.Of(parameters[i]), 1e-13, $"{rule}, {execution}, step {step}, tensor {i}");
            }
        }
    }

    [Theory, InlineData(Execution.Reference), InlineData(Execution.Eager), InlineData(Execution.Cpu), InlineData(Execution.Cuda)]
    public void Is_of_each_group(Execution execution)
    {
        var together = Ends([0, 1]);
        Assert.Equal(Ends([0])[0], together[0]);
        Assert.Equal(Ends([1])[0], together[1]);
        Assert.NotEqual(together[0], together[1]);

        double[][] Ends(double[] probabilities)
        {
            Parameter[] parameters = [.. probabilities.Select(_ => Numbers.ToParameter(Numbers.Random(1, 5), [5], float64, TestDevice.Of(execution)))];
            using var optimizer = new PublishedSgdCG([.. parameters.Select((p, i) => new PublishedSgdCG.ParamGroup([p], critical_test: probabilities[i]))], capacity: 2, decay: Decay) { Execution = execution };
            for (var step = 0; step < Steps; step++)
            {
                foreach (var parameter in parameters)
                    parameter.grad = Numbers.ToTensor(Numbers.Random(100 + step, 5), [5], float64, TestDevice.Of(execution));
                optimizer.step();
            }

            return [.. parameters.Select(Numbers.Of)];
        }
    }

    [Fact]
    public void Is_off_by_default()
    {
        foreach (var (type, _, _) in s_rules.Values)
            Assert.Equal(0.0, OptimizerCase.ConstructorOf(type).GetParameters().Single(p => p.Name == "critical_test").DefaultValue);
    }

    private static double[][][] Expected(Func<int, PublishedStep> loop, Func<int, double> probability)
    {
        double[][] θ = [.. s_lengths.Select((length, i) => Numbers.Random(i + 1, length))];
        PublishedStep[] loops = [.. s_lengths.Select(loop)];
        PublishedBuffer[] buffers = [.. s_lengths.Select((_, i) => new PublishedBuffer(Capacity, Decay, step => Chance((uint)i, (uint)step)))];
        var counts = new int[s_lengths.Length];
        var ends = new double[Steps][][];
        for (var step = 0; step < Steps; step++)
        {
            double[]?[] gradients = [.. s_lengths.Select((_, i) => Gradient(step, i))];
            var key = gradients.Sum(g => g is null ? 0 : Math.Sqrt(g.Sum(x => x * x)));
            for (var i = 0; i < θ.Length; i++)
            {
                if (gradients[i] is not { } g) continue;
                var change = loops[i](++counts[i], g, key, buffers[i], probability(step));
                θ[i] = [.. θ[i].Zip(change, (p, d) => p + d)];
            }

            ends[step] = [.. θ];
        }

        // Else the gradients would not show what they are to show.
        if (probability(0) is > 0 and < 1) Assert.All(buffers, b => Assert.True(b.Decisions is { Untested: > 2, Refused: > 0 }, b.Decisions.ToString()));
        return ends;
    }

    /// <summary>Small ones after large ones, so that a good part of the candidates would be refused.</summary>
    private static double[]? Gradient(int step, int tensor) => (step * 2 + tensor) % 7 == 3
        ? null
        : [.. Numbers.Random(100 * step + tensor, s_lengths[tensor]).Select(x => x * (step % 4 == 0 ? 4 : 0.3 + 0.1 * (step % 3)))];

    /// <summary>The definition in Noise.cs, written out a second time.</summary>
    private static double Chance(uint parameter, uint step) => Join(Join(Join(0, parameter), step), 1) / 4294967296.0;

    private static uint Join(uint key, uint index) => Mix(key ^ Mix(index + 0x9e3779b9));

    private static uint Mix(uint x)
    {
        x = (x ^ x >> 16) * 0x45d9f3b;
        x = (x ^ x >> 16) * 0x45d9f3b;
        return x ^ x >> 16;
    }
}

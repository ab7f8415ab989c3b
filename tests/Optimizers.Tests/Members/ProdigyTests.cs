using OptimizerDsl.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Members;

/// <summary>Prodigy finds one d for all parameters, whenever they come.</summary>
public sealed class ProdigyTests
{
    public static TheoryData<Execution> Executions => [Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda];

    [Theory, MemberData(nameof(Executions))]
    public void A_parameter_that_comes_late_trains(Execution execution)
    {
        using var scope = NewDisposeScope();
        Parameter[] θ = [.. Enumerable.Range(0, 3).Select(_ => new Parameter(full(3, 5.0, float32, TestDevice.Of(execution))))];
        θ[1].requires_grad = false;
        using var optimizer = new Prodigy(θ[..2]) { Execution = execution };
        void Step(params int[] of)
        {
            foreach (var p in θ) p.grad = null;
            foreach (var i in of) θ[i].grad = 2 * θ[i].detach();
            optimizer.step();
        }

        for (var i = 0; i < 60; i++) Step(0);
        optimizer.add_param_group(new Prodigy.ParamGroup(θ[2..]));
        θ[1].requires_grad = true;
        // And one that has a gradient in every second step.
        for (var i = 0; i < 30; i++) Step(i % 2 == 0 ? [0, 1, 2] : [0, 2]);

        optimizer.save_state_dict(new BinaryWriter(Stream.Null));
        Assert.True(Assert.Single(optimizer.state_dict().State.Cast<Prodigy.State>().Select(s => s.d).Distinct()) > 0.1);
        foreach (var i in new[] { 1, 2 }) Assert.True(Math.Abs(5 - Numbers.Of(θ[i])[0]) > 0.5, $"parameter {i} is at {Numbers.Of(θ[i])[0]}");
    }

    [Theory, MemberData(nameof(Executions))]
    public void Follows_its_equations_with_groups_and_weight_decay(Execution execution)
    {
        using var scope = NewDisposeScope();
        var start = Enumerable.Range(0, 3).Select(i => Numbers.Random(i, 4)).ToArray();
        Parameter[] parameters = [.. start.Select(x => Numbers.ToParameter(x, [4], float64, TestDevice.Of(execution)))];
        using var optimizer = new Prodigy(
            [new Prodigy.ParamGroup(parameters[..1]), new Prodigy.ParamGroup(parameters[1..2], lr: 0.5, weight_decay: 0.3), new Prodigy.ParamGroup(parameters[2..], lr: 0)],
            d0: 0.01, weight_decay: 0.1) { Execution = execution };
        double[] lr = [1, 0.5, 0], decay = [0.1, 0.3, 0.1];
        double[][] θ = [.. start.Select(x => x.ToArray())], m = [.. start.Select(x => new double[4])], v = [.. start.Select(x => new double[4])], s = [.. start.Select(x => new double[4])];
        double?[]?[] first = new double?[3][];
        var (d, r, slow) = (0.01, 0.0, Math.Sqrt(0.999));
        for (var step = 0; step < 40; step++)
        {
            var (product, length) = (0.0, 0.0);
            for (var i = 0; i < 3; i++)
            {
                parameters[i].grad = null;
                if (step % 4 == i) continue;
                var g = θ[i].Select((x, j) => x - 3 + 0.1 * j).ToArray();
                parameters[i].grad = Numbers.ToTensor(g, [4], float64, TestDevice.Of(execution));
                first[i] ??= [.. θ[i].Select(x => (double?)x)];
                for (var j = 0; j < 4; j++)
                {
                    product += lr[i] * g[j] * (first[i]![j]!.Value - θ[i][j]);
                    m[i][j] = 0.9 * m[i][j] + 0.1 * d * g[j];
                    v[i][j] = 0.999 * v[i][j] + 0.001 * d * d * g[j] * g[j];
                    s[i][j] = slow * s[i][j] + (1 - slow) * lr[i] * d * d * g[j];
                    length += Math.Abs(s[i][j]);
                    θ[i][j] = θ[i][j] * (1 - lr[i] * d * decay[i]) - lr[i] * d * m[i][j] / (Math.Sqrt(v[i][j]) + d * 1e-8);
                }
            }

            r = slow * r + (1 - slow) * d * d * product;
            d = Math.Max(d, r / length);
            optimizer.step();
            for (var i = 0; i < 3; i++) Numbers.AssertClose(θ[i], Numbers.Of(parameters[i]), 1e-10, $"parameter {i} after step {step}");
        }

        Assert.True(d > 0.05, $"d is {d}");
        Assert.Equal(start[2], Numbers.Of(parameters[2]));
    }

    /// <summary>When each parameter had a d of its own. The one that had made the most steps knows best.</summary>
    [Theory]
    [InlineData("prodigy", 5, 5, 0.1, 4.561652240785741E-07)]
    [InlineData("prodigy-late", 4, 2, 0.1, 3.4507733712131983E-07)]
    public void Former_checkpoints_still_load(string file, long steps, long others, double d, double r)
    {
        using var run = new Run(OptimizerTable.Get("Prodigy, an estimate that grows").With("weight_decay", 0.25), [[2], [1, 1]], float32, Execution.Reference, secondGroup: 1);
        run.Optimizer.load_state_dict(Path.Combine(AppContext.BaseDirectory, "Checkpoints", "Version3", file + ".dat"));
        Prodigy.State[] states = [.. run.Optimizer.state_dict().State.Cast<Prodigy.State>()];
        Assert.Equal([steps, others], states.Select(s => s.step));
        Assert.Equal([(d, r), (d, r)], states.Select(s => (s.d, s.r)));
        // What was not there yet stays as it is.
        Assert.All(run.Optimizer.ParamGroups.Cast<Prodigy.ParamGroup>(), g => Assert.Equal(0.25, g.Options.weight_decay));
        Assert.Equal([0.2, 0.003], run.Optimizer.ParamGroups.Select(g => g.LearningRate));
    }
}

using OptimizerDsl.Compiled;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests;

/// <summary>Numbers of the state that parameters have in common.</summary>
public sealed class SharedStateTests
{
    public static TheoryData<Execution> Executions => [Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda];

    private static readonly long[][] s_shapes = [[3], [2, 2], [5], [1]];

    // The first two are the first group. The last joins with a group of its own.
    private static readonly int[] s_groups = [0, 0, 1, 2];

    [Theory, MemberData(nameof(Executions))]
    public void Are_one_for_all_that_share_them(Execution execution)
    {
        using var scope = NewDisposeScope();
        using var run = new Sharing(execution);
        var plain = new Plain(run.Values());
        for (var step = 0; step < 12; step++)
        {
            if (step == 6) run.Join();
            plain.Step(run.Step(step));
            for (var i = 0; i < s_shapes.Length; i++) Numbers.AssertClose(plain.θ[i], Numbers.Of(run.Parameters[i]), 1e-12, $"parameter {i} after step {step}");
        }

        foreach (var (state, i) in run.States.Select((s, i) => (s, i)))
        {
            Numbers.AssertClose([plain.Steps, plain.Size, plain.GroupSteps[s_groups[i]], plain.GroupSize[s_groups[i]], plain.OwnSteps[i], plain.Own[i]],
                [state.steps, state.size, state.group_steps, state.group_size, state.own_steps, state.own], 1e-12, $"the numbers of parameter {i}");
        }
    }

    [Theory, MemberData(nameof(Executions))]
    public void Go_on_after_loading(Execution execution)
    {
        using var scope = NewDisposeScope();
        var ways = new Action<CompiledOptimizer, CompiledOptimizer>[]
        {
            (from, to) =>
            {
                using var stream = new MemoryStream();
                from.save_state_dict(new BinaryWriter(stream));
                stream.Position = 0;
                to.load_state_dict(new BinaryReader(stream));
            },
            (from, to) => to.load_state_dict(from.state_dict()),
            (from, to) =>
            {
                var folder = Directory.CreateTempSubdirectory("shared");
                from.save_safetensors(Path.Combine(folder.FullName, "optimizer.safetensors"));
                to.load_safetensors(Path.Combine(folder.FullName, "optimizer.safetensors"));
                folder.Delete(recursive: true);
            },
        };
        using var whole = new Sharing(execution);
        whole.Join();
        for (var step = 0; step < 8; step++) whole.Step(step);
        foreach (var way in ways)
        {
            using var first = new Sharing(execution);
            first.Join();
            for (var step = 0; step < 4; step++) first.Step(step);
            using var second = new Sharing(execution, first.Values());
            second.Join();
            second.Step(9);
            second.Set(first.Values());
            way(first.Optimizer, second.Optimizer);
            for (var step = 4; step < 8; step++) second.Step(step);
            for (var i = 0; i < s_shapes.Length; i++) Numbers.AssertClose(Numbers.Of(whole.Parameters[i]), Numbers.Of(second.Parameters[i]), 0, $"parameter {i}");
        }
    }

    [Fact]
    public void Go_from_execution_to_execution()
    {
        using var scope = NewDisposeScope();
        using var run = new Sharing(Execution.Reference);
        using var capturable = new Sharing(Execution.Cuda);
        capturable.Optimizer.Capturable = true;
        var plain = new Plain(run.Values());
        Execution[] executions = [Execution.Cuda, Execution.Cpu, Execution.Cuda, Execution.Cuda, Execution.Reference, Execution.Eager, Execution.Cuda];
        for (var step = 0; step < executions.Length; step++)
        {
            run.Optimizer.Execution = executions[step];
            plain.Step(run.Step(step, only: 3));
            capturable.Step(step, only: 3);
            for (var i = 0; i < 3; i++)
            {
                Numbers.AssertClose(plain.θ[i], Numbers.Of(run.Parameters[i]), 1e-12, $"parameter {i} after step {step}");
                Numbers.AssertClose(plain.θ[i], Numbers.Of(capturable.Parameters[i]), 1e-12, $"parameter {i} after step {step}, counted by the device");
            }
        }
    }

    [Theory, MemberData(nameof(Executions))]
    public void The_host_may_know_them(Execution execution)
    {
        foreach (var capturable in execution == Execution.Cuda ? new[] { false, true } : [false])
        {
            using var scope = NewDisposeScope();
            Parameter[] θ = [.. Enumerable.Range(0, 3).Select(_ => new Parameter(zeros(2, float64, TestDevice.Of(execution))))];
            using var optimizer = new SharedOnHost(
                [new SharedOnHost.ParamGroup(θ[..2]), new SharedOnHost.ParamGroup(θ[2..], doubled: true)], lr: 1) { Execution = execution, Capturable = capturable };
            double[] expected = [0, 0, 0];
            var (steps, weights) = (0, new[] { 4.0, 4 });
            for (var step = 0; step < 6; step++)
            {
                var first = step % 3 == 0 ? 1 : 0;
                for (var i = 0; i < 3; i++) θ[i].grad = i < first ? null : ones(2, float64, TestDevice.Of(execution));
                optimizer.step();
                steps++;
                weights[1] *= 2;
                for (var i = first; i < 3; i++) expected[i] -= 1 / (steps + weights[i / 2]);
                for (var i = 0; i < 3; i++) Numbers.AssertClose([expected[i], expected[i]], Numbers.Of(θ[i]), 1e-13, $"parameter {i} after step {step}");
            }
        }
    }

    [Theory, MemberData(nameof(Executions))]
    public void A_composition_keeps_them(Execution execution)
    {
        using var scope = NewDisposeScope();
        using Sharing one = new(execution), other = new(Execution.Reference);
        using var composed = new SharedCG(one.Parameters) { Execution = execution };
        using var reference = new SharedCG(other.Parameters) { Execution = Execution.Reference };
        for (var step = 0; step < 8; step++)
        {
            one.SetGradients(step, s_shapes.Length);
            other.SetGradients(step, s_shapes.Length);
            composed.step();
            reference.step();
            for (var i = 0; i < s_shapes.Length; i++) Numbers.AssertClose(Numbers.Of(other.Parameters[i]), Numbers.Of(one.Parameters[i]), 1e-12, $"parameter {i}");
        }

        var sizes = composed.state_dict().State.Cast<SharedCG.State>().Select(s => s.size).Distinct();
        Assert.Single(sizes);
    }

    [Theory, MemberData(nameof(Executions))]
    public void Decay_is_in_proportion_to_steps_that_a_number_scales(Execution execution)
    {
        using var scope = NewDisposeScope();
        Parameter θ = new(full(2, 3.0, float64, TestDevice.Of(execution)));
        using var optimizer = new DecayedFinding([θ], lr: 0.5) { Execution = execution };
        var (expected, d) = (3.0, 1e-3);
        for (var step = 0; step < 5; step++)
        {
            θ.grad = full(2, 0.25, float64, TestDevice.Of(execution));
            optimizer.step();
            expected = expected * (1 - 0.5 * d * 0.5) - 0.5 * d * 0.25;
            d *= 1.5;
            Numbers.AssertClose([expected, expected], Numbers.Of(θ), 1e-14, $"after step {step}");
        }
    }

    [Fact]
    public void A_state_that_begins_anew_leaves_what_it_shares()
    {
        using var scope = NewDisposeScope();
        using var run = new Sharing(Execution.Cpu);
        for (var step = 0; step < 3; step++) run.Step(step);
        var (size, state) = (run.States[0].size, run.States[0]);
        state.Initialize(((ParamGroup<Shared.Options>)run.Optimizer.ParamGroups.First()).Options);
        Assert.Equal((0.0, size, size, 3.0), (state.own, state.size, run.States[1].size, state.steps));
        state.size = 7;
        Assert.All(run.States, s => Assert.Equal(7, s.size));
    }

    /// <summary>An optimizer of two groups, to which a third is added; not every parameter has a gradient in every step.</summary>
    private sealed class Sharing : IDisposable
    {
        private readonly Device _device;

        public Sharing(Execution execution, double[][]? values = null)
        {
            _device = TestDevice.Of(execution);
            Parameters = [.. s_shapes.Select((s, i) => Numbers.ToParameter(values?[i] ?? Numbers.Random(i, Numbers.Elements(s)), s, float64, _device))];
            Optimizer = new Shared([new Shared.ParamGroup(Parameters[..2]), new Shared.ParamGroup(Parameters[2..3], lr: 0.05)]) { Execution = execution };
        }

        public Parameter[] Parameters { get; }

        public Shared Optimizer { get; }

        public Shared.State[] States => [.. Saved().Cast<Shared.State>()];

        public double[][] Values() => [.. Parameters.Select(Numbers.Of)];

        public void Set(double[][] values)
        {
            using var disabled = no_grad();
            for (var i = 0; i < values.Length; i++) Parameters[i].copy_(Numbers.ToTensor(values[i], s_shapes[i], float64, _device));
        }

        public void Join() => Optimizer.add_param_group(new Shared.ParamGroup(Parameters[3..], start: 50));

        public double[]?[] SetGradients(int step, int only)
        {
            var gradients = new double[]?[s_shapes.Length];
            for (var i = 0; i < s_shapes.Length; i++)
            {
                gradients[i] = i >= only || (step + i) % 3 == 2 ? null : Numbers.Random(100 * step + i, Numbers.Elements(s_shapes[i]));
                Parameters[i].grad = gradients[i] is { } g ? Numbers.ToTensor(g, s_shapes[i], float64, _device) : null;
            }

            return gradients;
        }

        /// <returns>The gradients.</returns>
        public double[]?[] Step(int step, int only = 4)
        {
            var gradients = SetGradients(step, Math.Min(only, Optimizer.parameters().Count()));
            Optimizer.step();
            return gradients;
        }

        public void Dispose() => Optimizer.Dispose();

        private List<OptimizerState> Saved()
        {
            // To save is to take over what a device has counted.
            Optimizer.save_state_dict(new BinaryWriter(Stream.Null));
            return Optimizer.state_dict().State;
        }
    }

    /// <summary>The same in plain loops.</summary>
    private sealed class Plain(double[][] start)
    {
        public double[][] θ { get; } = [.. start.Select(x => x.ToArray())];

        public double Steps { get; private set; }

        public double Size { get; private set; } = 2;

        public double[] GroupSteps { get; } = [1, 1, 1];

        public double[] GroupSize { get; } = new double[3];

        public double[] OwnSteps { get; } = new double[4];

        public double[] Own { get; } = new double[4];

        public void Step(double[]?[] gradients)
        {
            var active = Enumerable.Range(0, gradients.Length).Where(i => gradients[i] is not null).ToArray();
            if (active.Length == 0) return;
            Steps++;
            foreach (var group in active.GroupBy(i => s_groups[i]))
            {
                GroupSteps[group.Key]++;
                GroupSize[group.Key] = 0.75 * GroupSize[group.Key] + 0.25 * Math.Sqrt(group.Sum(i => gradients[i]!.Sum(x => x * x)));
            }

            foreach (var i in active)
            {
                var (g, k) = (gradients[i]!, s_groups[i]);
                OwnSteps[i]++;
                Own[i] = 0.75 * Own[i] + 0.25 * Math.Sqrt(g.Sum(x => x * x));
                var divisor = 1 + Own[i] + Size + GroupSize[k] / GroupSteps[k] + OwnSteps[i];
                for (var j = 0; j < g.Length; j++) θ[i][j] -= (k == 1 ? 0.05 : 0.1) / Steps * g[j] / divisor;
            }

            Size = Math.Max(0.75 * Size, active.Max(i => gradients[i]!.Max(Math.Abs)));
        }
    }
}

using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Tests.Precisions;

/// <summary>States and memories of 16 bits in every execution.</summary>
public sealed class PrecisionTests
{
    private const int Steps = 12;
    private static readonly long[][] s_shapes = [[0], [1], [7], [15], [16], [17], [33], [4, 5], [ChunkList.Size + 1]];
    private static readonly long[][] s_smallShapes = [[1], [7], [4, 5], [33]];

    private static readonly Dictionary<string, OptimizerCase> s_cases = new OptimizerCase[]
    {
        Case<NarrowAdam>("default"),
        Case<MixedStates>("all states"),
        Case<MixedStates>("without the average", ("averaged", false)),
        Case<NarrowAggMo>("default"),
        Case<NearestStates>("default"),
        Case<NearestMemory>("default"),
        Case<NarrowMemoryNorm>("default"),
        Case<NarrowAdamCM>("default"),
        Case<NarrowAdamCMWithDecay>("default"),
        Case<WholeStates>("default"),
        Case<PublishedAdamCM>("slots of bfloat16", ("lr", 0.01), ("capacity", 3), ("buffer_dtype", bfloat16)),
        Case<PublishedSgdCG>("slots of float32", ("lr", 0.01), ("momentum", 0.9), ("capacity", 3), ("critical_test", 0.5), ("buffer_dtype", float32)),
        Case<ChosenAdamCM>("as declared"),
        Case<ChosenAdamCM>("slots of float16", ("buffer_dtype", float16)),
        // In decimal fractions, what is rounded to float32 often lies half way, where the last bit of float64 decides.
        Case<ChosenAdamCM>("slots of float32", ("beta1", 0.875), ("buffer_dtype", float32)),
    }.ToDictionary(c => c.Name);

    private static readonly Execution[] s_executions = [Execution.Eager, Execution.Cpu, Execution.Cuda];

    private static OptimizerCase Case<T>(string variant, params (string Name, object Value)[] hyperparameters) =>
        new(typeof(T), variant, hyperparameters.ToDictionary(h => h.Name, h => h.Value));

    public static TheoryData<string> Rows => [.. s_cases.Keys];

    private static Run Start(string name, long[][] shapes, ScalarType type, Execution execution, Func<TorchTensor, TorchTensor>? layout = null) =>
        new(s_cases[name], shapes, type, execution, secondGroup: 2, layout: layout) { Without = (step, tensor) => (step * 2 + tensor) % 5 == 3, GradientLayout = layout ?? (t => t) };

    [Theory, MemberData(nameof(Rows))]
    public void In_float64_all_executions_store_the_same_bits(string name)
    {
        using var oracle = Start(name, s_shapes, float64, Execution.Reference);
        Run[] tested = [.. s_executions.Select(e => Start(name, s_shapes, float64, e))];
        for (var step = 0; step < Steps; step++)
        {
            oracle.Step(step);
            foreach (var run in tested)
            {
                run.Step(step);
                for (var i = 0; i < s_shapes.Length; i++)
                {
                    var what = $"{run.Optimizer.Execution}, step {step}, tensor {i}";
                    Numbers.AssertClose(Numbers.Of(oracle.Parameters[i]), Numbers.Of(run.Parameters[i]), (step + 1) * 8 * Math.ScaleB(1, -52), what);
                    foreach (var (field, expected, actual) in Narrow(oracle, run, i))
                    {
                        Assert.Equal(expected.dtype, actual.dtype);
                        Assert.True(Numbers.Of(expected).SequenceEqual(Numbers.Of(actual)), $"{what}, {field}");
                    }
                }
            }
        }

        foreach (var run in tested) run.Dispose();
    }

    /// <summary>
    /// From the same parameters and states, a step in float32 rounds a state to another value than float64 does only where the
    /// two differ by no more than float32's rounding from what decides: seldom, and then to the neighbour.
    /// </summary>
    [Theory, MemberData(nameof(Rows))]
    public void In_float32_a_step_stores_the_same_or_a_neighbour(string name) => CompareSteps(name, float32, s_executions, 8 * Math.ScaleB(1, -23));

    [Theory, MemberData(nameof(Rows))]
    public void With_bfloat16_parameters_the_arithmetic_is_float32(string name) => CompareSteps(name, bfloat16, [.. s_executions.Except([Execution.Cpu])], 2 * Math.ScaleB(1, -7));

    private static void CompareSteps(string name, ScalarType type, Execution[] executions, double tolerance)
    {
        using var oracle = Start(name, s_shapes, type, Execution.Reference);
        Run[] tested = [.. executions.Select(e => Start(name, s_shapes, type, e))];
        var (compared, different) = (0L, 0L);
        for (var step = 0; step < Steps; step++)
        {
            foreach (var run in tested)
            {
                run.Optimizer.load_state_dict(oracle.Optimizer.state_dict());
                using (no_grad())
                    for (var i = 0; i < s_shapes.Length; i++) run.Parameters[i].copy_(oracle.Parameters[i]);
            }

            oracle.Step(step);
            foreach (var run in tested)
            {
                run.Step(step);
                for (var i = 0; i < s_shapes.Length; i++)
                {
                    var what = $"{run.Optimizer.Execution}, step {step}, tensor {i}";
                    var parameters = Numbers.Of(oracle.Parameters[i]);
                    Numbers.AssertClose(parameters, Numbers.Of(run.Parameters[i]), tolerance * parameters.Select(Math.Abs).Append(1).Max(), what);
                    foreach (var (field, expected, actual) in Narrow(oracle, run, i))
                    {
                        var (e, a) = (Ordered(expected), Ordered(actual));
                        // Where terms cancel, float32's rounding of the terms is many units in the last place of what is left.
                        var (values, found) = (Numbers.Of(expected), Numbers.Of(actual));
                        var cancelled = 4 * Math.ScaleB(1, -24) * values.Select(Math.Abs).Append(1).Max();
                        compared += e.Length;
                        for (var k = 0; k < e.Length; k++)
                        {
                            if (e[k] == a[k]) continue;
                            different++;
                            Assert.True(Math.Abs(e[k] - a[k]) <= 1 || Math.Abs(values[k] - found[k]) <= cancelled, $"{what}, {field}, element {k}: {a[k] - e[k]} units in the last place");
                        }
                    }
                }
            }
        }

        foreach (var run in tested) run.Dispose();
        // The reference adds up the memory in float64, the others keep a sum of it in the parameter's type.
        var share = type == bfloat16 && s_cases[name].HasMemory ? 50 : 500;
        Assert.True(compared > 0 && different <= compared / share, $"{different} of {compared} differ");
    }

    /// <summary>Narrow numbers as whole ones that grow with them by 1 from neighbour to neighbour.</summary>
    private static int[] Ordered(TorchTensor tensor)
    {
        var isHalf = tensor.dtype == float16;
        return [.. Numbers.Of(tensor).Select(x => isHalf ? BitConverter.HalfToInt16Bits((Half)x) : BitConverter.SingleToInt32Bits((float)x) >> 16).Select(b => b < 0 ? -(b & 0x7fff) : b)];
    }

    /// <summary>The narrower tensors of a parameter in two runs.</summary>
    private static IEnumerable<(string Field, TorchTensor Expected, TorchTensor Actual)> Narrow(Run a, Run b, int parameter)
    {
        var (x, y) = (a.Optimizer.state_dict().State[parameter], b.Optimizer.state_dict().State[parameter]);
        var rule = new OptimizerCase(a.Optimizer.GetType(), "", new Dictionary<string, object>()).Rule;
        foreach (var field in rule.States.Where(s => s.Precision != Precision.Same).Select(s => x.GetType().GetField(s.Name)!))
            if (field.GetValue(x) is TorchTensor t) yield return (field.Name, t, (TorchTensor)field.GetValue(y)!);
        if (((CompiledState)x).memory is { } memory) yield return ("memory", memory.Slots, ((CompiledState)y).memory!.Slots);
    }

    [Theory, MemberData(nameof(Rows))]
    public void The_order_in_memory_decides_the_noise_alike(string name)
    {
        long[][] shapes = [[6, 7], [3, 5, 4], [2, 3]];
        static TorchTensor Transposed(TorchTensor t) => t.transpose(0, 1).contiguous().transpose(0, 1);
        using var oracle = Start(name, shapes, float64, Execution.Reference, Transposed);
        oracle.Steps(0, 5);
        foreach (var execution in s_executions)
        {
            using var run = Start(name, shapes, float64, execution, Transposed);
            run.Steps(0, 5);
            for (var i = 0; i < shapes.Length; i++)
                foreach (var (field, expected, actual) in Narrow(oracle, run, i))
                    Assert.True(Numbers.Of(expected).SequenceEqual(Numbers.Of(actual)), $"{execution}, {field}");
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void Goes_on_after_loading_to_the_same_bits(string name)
    {
        foreach (var load in new[] { ThroughStream, ThroughPyTorch })
        foreach (var execution in s_executions.Append(Execution.Reference))
        {
            using var whole = Start(name, s_smallShapes, float32, execution);
            whole.Steps(0, 9);

            using var first = Start(name, s_smallShapes, float32, execution);
            first.Steps(0, 4);
            using var second = Start(name, s_smallShapes, float32, execution);
            using (no_grad())
                for (var i = 0; i < s_smallShapes.Length; i++) second.Parameters[i].copy_(first.Parameters[i]);
            load(first.Optimizer, second.Optimizer);
            Assert.All(Enumerable.Range(0, 4), i => Assert.True(first.Optimizer.state_dict().State[i].ApproximatelyEquals(second.Optimizer.state_dict().State[i])));
            second.Steps(4, 9);
            Assert.Equal(whole.Everything(), second.Everything());
        }
    }

    internal static void ThroughStream(CompiledOptimizer from, CompiledOptimizer to)
    {
        using var stream = new MemoryStream();
        from.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        to.load_state_dict(new BinaryReader(stream));
    }

    internal static void ThroughPyTorch(CompiledOptimizer from, CompiledOptimizer to)
    {
        var folder = Directory.CreateTempSubdirectory("precision");
        var file = Path.Combine(folder.FullName, "optimizer.safetensors");
        from.save_safetensors(file);
        to.load_safetensors(file);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("state 'exp_avg'", false)]
    [InlineData("critical memory", true)]
    public void A_checkpoint_of_another_precision_is_refused(string what, bool hasMemory)
    {
        var parameter = new Parameter(ones(5));
        using CompiledOptimizer narrow = hasMemory ? new NearestMemory([parameter]) : new NarrowAdam([parameter]);
        using CompiledOptimizer wide = hasMemory ? new Former.NearestMemory([parameter]) : new Former.NarrowAdam([parameter]);
        foreach (var (from, to) in new[] { (narrow, wide), (wide, narrow) })
        {
            parameter.grad = ones(5);
            from.step();
            to.step();
            using var stream = new MemoryStream();
            from.save_state_dict(new BinaryWriter(stream));
            var before = Saved(to);
            stream.Position = 0;
            var error = Assert.Throws<InvalidDataException>(() => to.load_state_dict(new BinaryReader(stream)));
            Assert.Contains($"The checkpoint does not fit the state of a parameter of shape [5]: its {what} is not of type", error.Message);
            Assert.Contains("precision", error.Message);
            Assert.Equal(before, Saved(to));
        }
    }

    private static byte[] Saved(CompiledOptimizer optimizer)
    {
        using var stream = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(stream));
        return stream.ToArray();
    }

    [Fact]
    public void States_and_slots_are_as_small_as_they_say()
    {
        var parameter = new Parameter(ones(5));
        using var optimizer = new NarrowAdamCM([parameter]);
        var state = (NarrowAdamCM.State)optimizer.state_dict().State[0];
        Assert.Equal((bfloat16, bfloat16, bfloat16, float32), (state.exp_avg!.dtype, state.exp_avg_sq!.dtype, state.memory!.Slots.dtype, state.memory.Sum.dtype));
    }

    [Theory, InlineData(Execution.Reference), InlineData(Execution.Eager), InlineData(Execution.Cpu)]
    public void The_sum_of_the_memory_is_that_of_what_the_slots_hold(Execution execution)
    {
        using var run = Start("NarrowAdamCM, default", [[33], [7], [40]], float32, execution);
        run.Steps(0, 300);
        foreach (var state in run.Optimizer.state_dict().State.Cast<NarrowAdamCM.State>())
        {
            var memory = state.memory!;
            Assert.True(memory.Replacements > memory.RefreshInterval / 4);
            // At most RefreshInterval roundings of half an epsilon, of sums below C times the largest slot.
            var bound = memory.RefreshInterval * Math.ScaleB(1, -24) * memory.Capacity * memory.Slots.to(float32).abs().max().ToDouble();
            Numbers.AssertClose(Numbers.Of(memory.Slots.to(float64).sum(dim: 0)), Numbers.Of(memory.Sum), bound, execution.ToString());
        }
    }

    /// <summary>What is added in a step is less than half a unit in the last place, so that rounding to nearest never gets there.</summary>
    [Theory, InlineData(Execution.Reference), InlineData(Execution.Eager), InlineData(Execution.Cpu)]
    public void A_slow_average_arrives_with_stochastic_rounding(Execution execution)
    {
        var parameter = new Parameter(zeros(4000));
        using var optimizer = new NarrowAverage([parameter]) { Execution = execution };
        parameter.grad = full(4000, 0.7f);
        for (var step = 0; step < 700; step++) optimizer.step();
        var state = (NarrowAverage.State)optimizer.state_dict().State[0];
        var expected = 0.7 * (1 - Math.Pow(0.999, 700));
        var stochastic = Numbers.Of(state.stochastic!);
        // Of 700 roundings each is off by less than half a unit in the last place, 2^-10 below a half.
        var deviation = Math.Sqrt(700.0) * Math.ScaleB(1, -10) / Math.Sqrt(4000);
        Assert.InRange(stochastic.Average(), expected - 4 * deviation, expected + 4 * deviation);
        Assert.True(Numbers.Of(state.nearest!).Average() < expected - 20 * deviation);
    }
}

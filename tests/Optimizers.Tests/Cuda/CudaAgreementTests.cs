using OptimizerDsl.Compiled;
using OptimizerDsl.Tests.Executions;
using TorchSharp;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Tests.Cuda;

/// <summary>The CUDA execution computes what the reference does, where its tables and chunks could make a difference.</summary>
public sealed class CudaAgreementTests
{
    private const int Chunk = 4096, ManyChunks = 65 * Chunk;

    public static TheoryData<string> Rows => Situations.Rows;

    public static TheoryData<string> TypeRows => Situations.TypeRows;

    public static TheoryData<string, ScalarType> HalfRows
    {
        get
        {
            var rows = new TheoryData<string, ScalarType>();
            // What TorchSharp computes is in the type of the parameter.
            foreach (var optimizer in Situations.All.Where(c => !c.CallsMethods))
                foreach (var type in new[] { ScalarType.BFloat16, ScalarType.Float16 }) rows.Add(optimizer.Name, type);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(TypeRows))]
    public void Around_the_size_of_a_chunk(string name) =>
        Require(name, [[Chunk - 1], [Chunk], [Chunk + 1], [3 * Chunk + 5]], float32, 3);

    [Theory]
    [MemberData(nameof(TypeRows))]
    public void Where_all_threads_combine_the_chunks_of_one_parameter(string name) =>
        Require(name, [[7], [ManyChunks], [ManyChunks + 3]], float32, 2);

    [Theory]
    [MemberData(nameof(TypeRows))]
    public void On_more_parameters_than_a_block_has_threads(string name) =>
        Require(name, [.. Enumerable.Range(0, 1100).Select(i => new long[] { 1 + i % 5 })], float64, 3, secondGroup: 530);

    [Theory]
    [MemberData(nameof(HalfRows))]
    public void In_half_precision_with_arithmetic_in_float32(string name, ScalarType type)
    {
        long[][] shapes = [[], [0], [3], [8], [33], [Chunk + 1]];
        Agreement.Require((t, e) => new Run(OptimizerTable.Get(name), shapes, t, e, seed: 3) { Gradients = (_, _, g) => Enlarge(g) }, type, Execution.Cuda, 3);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Where_nothing_is_aligned(string name)
    {
        Run Make(ScalarType type, Execution execution) => new(OptimizerTable.Get(name), [[35], [Chunk + 6], [1]], type, execution, layout: execution == Execution.Cuda ? Unaligned : null)
        {
            GradientLayout = execution == Execution.Cuda ? Unaligned : t => t,
        };
        Agreement.Require(Make, float32, Execution.Cuda, 4);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Alignment_changes_no_bit(string name)
    {
        Assert.Equal(Everything(t => t), Everything(Unaligned));

        byte[] Everything(Func<TorchTensor, TorchTensor> layout)
        {
            using var run = new Run(OptimizerTable.Get(name), [[Chunk + 6], [12], [5]], float32, Execution.Cuda, layout: layout) { GradientLayout = layout };
            run.Steps(0, 5);
            return run.Everything();
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void In_another_memory_order(string name)
    {
        Run Make(ScalarType type, Execution execution) => new(OptimizerTable.Get(name), [[7, 5], [3, 4]], type, execution, layout: execution == Execution.Cuda ? Transposed : null)
        {
            GradientLayout = execution == Execution.Cuda ? Transposed : t => t,
        };
        Agreement.Require(Make, float64, Execution.Cuda, 6);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Where_parameters_miss_steps(string name)
    {
        Run Make(ScalarType type, Execution execution) => new(OptimizerTable.Get(name), [[5], [2, 3], [17], [4], [9]], type, execution, secondGroup: 2)
        {
            Without = (step, tensor) => step == 4 || (step * 2 + tensor) % 5 == 3,
        };
        Agreement.Require(Make, float64, Execution.Cuda, 12);
    }

    // Every parameter with numbers of its own: more than the argument of a kernel has room for.
    [Theory]
    [MemberData(nameof(TypeRows))]
    public void With_more_numbers_than_an_argument_holds(string name)
    {
        Run Make(ScalarType type, Execution execution)
        {
            var optimizer = OptimizerTable.Get(name);
            var run = new Run(optimizer, [[3], [2]], type, execution);
            for (var group = 0; group < 60; group++)
                run.Optimizer.add_param_group(optimizer.Group([new TorchSharp.Modules.Parameter(ones(optimizer.Shape(2), dtype: type, device: TestDevice.Of(execution)))], ("lr", 0.001 * (group + 1))));
            foreach (var slot in run.Optimizer.Slots.Skip(2)) slot.Parameter.grad = ones_like(slot.Parameter) * 0.5;
            return run;
        }

        using var oracle = Make(float64, Execution.Reference);
        using var tested = Make(float64, Execution.Cuda);
        for (var step = 0; step < 4; step++)
        {
            oracle.Step(step);
            tested.Step(step);
        }

        for (var i = 0; i < oracle.Optimizer.Slots.Count; i++)
            Numbers.AssertClose(Numbers.Of(oracle.Optimizer.Slots[i].Parameter), Numbers.Of(tested.Optimizer.Slots[i].Parameter), Agreement.Tolerance(float64, 4), $"parameter {i}");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void On_parameters_of_several_types(string name)
    {
        using var scope = NewDisposeScope();
        ScalarType[] types = [ScalarType.Float64, ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float32];
        var (mixed, wide) = (Make(types, Execution.Cuda), Make([.. types.Select(_ => ScalarType.Float64)], Execution.Reference));
        using var tested = mixed.Optimizer;
        using var oracle = wide.Optimizer;
        for (var step = 0; step < 4; step++)
        {
            oracle.step();
            tested.step();
        }

        for (var i = 0; i < types.Length; i++)
            Numbers.AssertClose(Numbers.Of(wide.Parameters[i]), Numbers.Of(mixed.Parameters[i]), Agreement.Tolerance(types[i], 4), $"{types[i]}");

        (CompiledOptimizer Optimizer, TorchSharp.Modules.Parameter[] Parameters) Make(ScalarType[] of, Execution execution)
        {
            var device = TestDevice.Of(execution);
            var parameters = of.Select(t => new TorchSharp.Modules.Parameter(ones(OptimizerTable.Get(name).Shape(Chunk + 2), dtype: t, device: device))).ToArray();
            for (var i = 0; i < parameters.Length; i++) parameters[i].grad = full_like(parameters[i], 0.25 * (i + 1));
            return (OptimizerTable.Get(name).Make(parameters, execution), parameters);
        }
    }

    private static void Require(string name, long[][] shapes, ScalarType type, int steps, int secondGroup = 0) =>
        Agreement.Require((t, e) => new Run(OptimizerTable.Get(name), shapes, t, e, seed: 4, secondGroup: secondGroup) { Gradients = (_, _, g) => Enlarge(g) }, type, Execution.Cuda, steps);

    /// <summary>No gradient so small that its sum with the weight decay vanishes, or its square in half precision.</summary>
    private static void Enlarge(double[] gradient)
    {
        for (var i = 0; i < gradient.Length; i++) gradient[i] = Math.Sign(gradient[i]) * (0.5 + Math.Abs(gradient[i]) / 8);
    }

    private static TorchTensor Transposed(TorchTensor t) => t.t().contiguous().t();

    private static TorchTensor Unaligned(TorchTensor t)
    {
        var view = zeros(t.numel() + 1, dtype: t.dtype, device: t.device).narrow(0, 1, t.numel()).view(t.shape);
        view.copy_(t);
        return view;
    }
}

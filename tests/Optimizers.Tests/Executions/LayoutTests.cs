using TorchSharp;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Tests.Executions;

/// <summary>Tensors that do not lie in memory as new ones do, and which execution each of them takes.</summary>
public sealed class LayoutTests
{
    public static TheoryData<string> Rows => Situations.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void Transposed_but_dense_runs_fused(string name) =>
        Require(name, Transposed, Transposed, Execution.Cpu, "one memory order");

    [Theory]
    [MemberData(nameof(Rows))]
    public void With_gaps_runs_eagerly(string name) => Require(name, WithGaps, t => t, Execution.Eager, "gaps");

    [Theory]
    [MemberData(nameof(Rows))]
    public void With_a_gradient_of_another_order_runs_eagerly(string name) =>
        Require(name, t => t, Transposed, Execution.Eager, "gradient of another memory order");

    [Theory]
    [MemberData(nameof(Rows))]
    public void Transposed_with_a_plain_gradient_runs_eagerly(string name) =>
        Require(name, Transposed, t => t, Execution.Eager, "gradient of another memory order");

    [Theory]
    [MemberData(nameof(Rows))]
    public void Unaligned_runs_fused(string name) => Require(name, Unaligned, Unaligned, Execution.Cpu, "one memory order");

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_gradient_with_gaps_is_read_where_it_is(string name) =>
        Require(name, t => t, WithGaps, Execution.Eager, "gradient of another memory order");

    [Fact]
    public void Fused_when_asked_for_refuses_what_it_cannot_do()
    {
        using var run = new Run(OptimizerTable.Get("Adam, default"), [[3, 4]], float32, Execution.Cpu, layout: WithGaps);
        run.SetGradients(0);
        var before = run.Everything();
        var refused = Assert.Throws<InvalidOperationException>(() => run.Optimizer.step());
        Assert.Contains("parameter 0 of group 0", refused.Message);
        Assert.Contains("gaps", refused.Message);
        Assert.Equal(before, run.Everything());
    }

    [Theory]
    [MemberData(nameof(HalfRows))]
    public void Half_precision_runs_eagerly(string name, ScalarType type)
    {
        // Large gradients: their squares must not vanish in a type whose smallest number is 6e-8.
        Agreement.Require(
            (t, e) => new Run(OptimizerTable.Get(name), [[5], [3, 4]], t, e) { Gradients = (_, _, g) => Enlarge(g) }, type, Execution.Eager, 6);
        using var run = new Run(OptimizerTable.Get(name), [[5]], type, Execution.Automatic);
        run.Step(0);
        var choice = Assert.Single(run.Optimizer.Executions);
        Assert.Equal(Execution.Eager, choice.Execution);
        Assert.Contains("neither float32 nor float64", choice.Reason);
    }

    public static TheoryData<string, ScalarType> HalfRows
    {
        get
        {
            var rows = new TheoryData<string, ScalarType>();
            foreach (var optimizer in OptimizerTable.All)
                foreach (var type in new[] { ScalarType.BFloat16, ScalarType.Float16 }) rows.Add(optimizer.Name, type);
            return rows;
        }
    }

    [Fact]
    public void Parameters_of_several_types_run_side_by_side()
    {
        using var scope = NewDisposeScope();
        TorchSharp.Modules.Parameter[] parameters =
            [new(ones(5, dtype: float32)), new(ones(5, dtype: float64)), new(ones(5, dtype: bfloat16)), new(ones(5, dtype: float32))];
        foreach (var parameter in parameters[..3]) parameter.grad = ones_like(parameter);
        using var optimizer = OptimizerTable.Get("AdamCM, default").Make(parameters);
        optimizer.step();
        Assert.Equal([Execution.Cpu, Execution.Cpu, Execution.Eager, Execution.Automatic], optimizer.Executions.Select(c => c.Execution));
        Assert.Contains("no gradient", optimizer.Executions[3].Reason);
        for (var i = 0; i < 3; i++) Assert.All(Numbers.Of(parameters[i]), x => Assert.True(x < 1));
        Assert.All(Numbers.Of(parameters[3]), x => Assert.Equal(1, x));
    }

    private static void Require(
        string name, Func<TorchTensor, TorchTensor> parameter, Func<TorchTensor, TorchTensor> gradient, Execution expected, string reason)
    {
        Run Make(ScalarType type, Execution execution) =>
            execution == Execution.Reference
                ? new(OptimizerTable.Get(name), [[7, 5], [3, 4]], type, execution)
                : new(OptimizerTable.Get(name), [[7, 5], [3, 4]], type, execution, layout: parameter) { GradientLayout = gradient };
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
            Agreement.Require(Make, type, Execution.Automatic, 8, run => Assert.All(run.Optimizer.Executions, choice =>
            {
                Assert.Equal(expected, choice.Execution);
                Assert.Contains(reason, choice.Reason);
            }));
    }

    private static TorchTensor Transposed(TorchTensor t) => t.t().contiguous().t();

    private static TorchTensor WithGaps(TorchTensor t)
    {
        var wide = full([t.shape[0], 2 * t.shape[1]], 77, t.dtype);
        var view = wide.as_strided(t.shape, [2 * t.shape[1], 2]);
        view.copy_(t);
        return view;
    }

    private static TorchTensor Unaligned(TorchTensor t)
    {
        var view = zeros(t.numel() + 1, dtype: t.dtype).narrow(0, 1, t.numel()).view(t.shape);
        view.copy_(t);
        return view;
    }

    private static void Enlarge(double[] gradient)
    {
        for (var i = 0; i < gradient.Length; i++) gradient[i] = Math.Sign(gradient[i]) * (0.5 + Math.Abs(gradient[i]) / 8);
    }
}

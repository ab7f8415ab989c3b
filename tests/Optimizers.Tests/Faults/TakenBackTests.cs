using System.Runtime.InteropServices;
using OptimizerDsl.Compiled;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Faults;

/// <summary>A step that fails has not been taken: neither by the parameters that fail nor by the others.</summary>
public sealed class TakenBackTests
{
    public static TheoryData<string> Rows => OptimizerTable.TypeRows;

    public static TheoryData<string, Execution> RowsAndExecutions
    {
        get
        {
            var rows = new TheoryData<string, Execution>();
            foreach (var row in OptimizerTable.All.DistinctBy(o => o.Type))
                foreach (var execution in new[] { Execution.Automatic, Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda }) rows.Add(row.Name, execution);
            return rows;
        }
    }

    [Theory, MemberData(nameof(RowsAndExecutions))]
    public void Of_a_parameter_whose_elements_share_memory(string name, Execution execution)
    {
        using var scope = NewDisposeScope();
        var device = TestDevice.Of(execution);
        var row = OptimizerTable.Get(name);
        Parameter good = new(ones(row.Shape(3), device: device)), bad = new(ones(row.Shape(1), device: device).expand(row.Shape(5)));
        using var optimizer = row.Make([good, bad], execution);
        (good.grad, bad.grad) = (ones_like(good), ones(row.Shape(5), device: device));
        var message = Assert.Throws<InvalidOperationException>(() => optimizer.step()).Message;
        Assert.Contains("parameter 1 of group 0", message);
        Assert.Contains("share memory", message);
        Assert.All(Numbers.Of(good), x => Assert.Equal(1, x));
        Assert.All(optimizer.Slots, s => Assert.Equal(0, s.State.step));
    }

    // A tensor that was made in inference mode cannot be written outside of it, which only the write itself finds out.
    [Theory, MemberData(nameof(Rows))]
    public void That_libtorch_refuses_half_way(string name)
    {
        var row = OptimizerTable.Get(name);
        using var run = new Run(row, [[5], [2, 3]], float32, Execution.Eager);
        Parameter refusing;
        using (inference_mode()) refusing = new Parameter(ones(row.Shape(4)));
        run.Optimizer.add_param_group(row.Group([refusing]));
        for (var step = 0; step < 3; step++)
        {
            run.SetGradients(step);
            refusing.grad = ones(row.Shape(4));
            var before = run.Everything();
            Assert.Contains("nference", Assert.Throws<ExternalException>(() => run.Optimizer.step()).Message);
            Assert.Equal(before, run.Everything());
            refusing.grad = null;
            run.Optimizer.step();
        }

        Assert.Equal([3, 3, 0], run.Optimizer.Slots.Select(s => s.State.step));
    }

    [Fact]
    public void With_fused_parameters_beside_it()
    {
        using var scope = NewDisposeScope();
        var row = OptimizerTable.Get("AdamCM, default");
        Parameter fused = new(ones(3)), refusing;
        using (inference_mode()) refusing = new Parameter(ones(4, dtype: bfloat16));
        using var optimizer = row.Make([fused]);
        optimizer.add_param_group(row.Group([refusing]));
        (fused.grad, refusing.grad) = (ones(3), ones(4, dtype: bfloat16));
        Assert.Throws<ExternalException>(() => optimizer.step());
        Assert.Equal([Execution.Cpu, Execution.Eager], optimizer.Executions.Select(e => e.Execution));
        Assert.All(Numbers.Of(fused), x => Assert.Equal(1, x));
        Assert.All(optimizer.Slots, s => Assert.Equal((0, 0), (s.State.step, s.State.memory!.Count)));
    }

    [Theory]
    [InlineData(new long[] { 5 }, new long[] { 0 }, true)]
    [InlineData(new long[] { 1 }, new long[] { 0 }, false)]
    [InlineData(new long[] { 0, 5 }, new long[] { 0, 0 }, false)]
    [InlineData(new long[] { 3, 2 }, new long[] { 1, 1 }, true)]
    [InlineData(new long[] { 3, 2 }, new long[] { 2, 1 }, false)]
    [InlineData(new long[] { 3, 2 }, new long[] { 1, 3 }, false)]
    [InlineData(new long[] { 3, 2 }, new long[] { 8, 3 }, false)]
    [InlineData(new long[] { 2, 3, 4 }, new long[] { 1, 8, 2 }, false)]
    [InlineData(new long[] { 2, 3, 4 }, new long[] { 1, 6, 2 }, true)]
    public void Elements_share_memory(long[] shape, long[] strides, bool overlap) => Assert.Equal(overlap, StateLayout.MayOverlap(shape, strides));
}

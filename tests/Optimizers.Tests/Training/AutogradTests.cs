using System.Runtime.InteropServices;
using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using OptimizerDsl.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Adam = OptimizerDsl.Optimizers.Adam;

namespace OptimizerDsl.Tests.Training;

/// <summary>
/// A backward pass through a graph that was made before a step is refused, as in torch: what the graph remembers is no longer there.
/// </summary>
public sealed class AutogradTests
{
    private static readonly Execution[] s_executions = [Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda];

    public static TheoryData<string, Execution, bool> RowsAndExecutions
    {
        get
        {
            var rows = new TheoryData<string, Execution, bool>();
            foreach (var row in OptimizerTable.All.DistinctBy(o => o.Type))
                foreach (var execution in s_executions)
                    foreach (var byViews in new[] { false, true }) rows.Add(row.Name, execution, byViews);
            return rows;
        }
    }

    public static TheoryData<Execution> Executions => [.. s_executions];

    [Theory, MemberData(nameof(RowsAndExecutions))]
    public void What_a_step_has_written_no_older_graph_can_use(string name, Execution execution, bool byViews)
    {
        using var scope = NewDisposeScope();
        using var run = new Run(OptimizerTable.Get(name), [[5], [2, 3]], float32, execution);
        if (byViews) run.Optimizer.VersionCounters = new ViewVersionCounters();
        for (var step = 0; step < 3; step++)
        {
            var written = run.Optimizer.Slots.SelectMany(Tensors).Select(t => (Tensor: t, Before: Bytes(t), Graph: Graph(t))).ToList();
            run.Step(step);
            foreach (var (tensor, before, graph) in written)
                if (!before.AsSpan().SequenceEqual(Bytes(tensor))) RequireRefused(graph);
            Assert.Contains(written, w => !w.Before.AsSpan().SequenceEqual(Bytes(w.Tensor)));
        }
    }

    [Fact]
    public void This_libtorch_exports_what_advances_the_counters() => Assert.IsType<ExportedVersionCounters>(VersionCounters.Fastest);

    [Theory, MemberData(nameof(Executions))]
    public void A_newer_graph_and_one_that_remembers_nothing_are_right(Execution execution)
    {
        using var scope = NewDisposeScope();
        var device = TestDevice.Of(execution);
        using var w = new Parameter(tensor(new[] { 2f }, device: device));
        using var optimizer = new Adam([w], lr: 0.5) { Execution = execution };
        var linear = (3 * w).sum();
        w.grad = ones(1, device: device);
        optimizer.step();
        w.grad = null;
        linear.backward();
        Assert.Equal(3, w.grad![0].item<float>());
        w.grad = null;
        (w * w * w).sum().backward();
        Assert.Equal(6.75f, w.grad![0].item<float>(), 1e-4f);
    }

    [Theory, MemberData(nameof(Executions))]
    public void A_replayed_counting_step_counts_too(Execution execution)
    {
        if (execution != Execution.Cuda) return;
        using var run = new Run(OptimizerTable.Get("Adam, default"), [[5]], float32, execution);
        run.Optimizer.Capturable = true;
        var graph = Graph(run.Parameters[0]);
        run.Step(0);
        RequireRefused(graph);
    }

    [Theory, MemberData(nameof(Executions))]
    public void Every_sweep_of_a_wrapper(Execution execution)
    {
        using var scope = NewDisposeScope();
        using var bowl = new Bowl(ScalarType.Float32, execution);
        using var sam = new Sam(new Sgd(bowl.Parameters, lr: 0.1) { Execution = execution }, rho: 0.5) { Execution = execution };
        bowl.Backward();
        Require(bowl, () => sam.first_step());
        Require(bowl, sam.Restore);
        sam.first_step();
        Require(bowl, () => sam.second_step());
        Require(bowl, () => sam.step(bowl.Closure));

        using var skipping = new ApplyIfFinite(new Sgd(bowl.Parameters, lr: 0.1) { Execution = execution });
        Require(bowl, () => skipping.step());

        // An inner optimizer that finds no gradients writes nothing itself.
        foreach (var parameter in bowl.Parameters) parameter.grad = null;
        using var slow = new Lookahead(new PlainDescent(bowl.Parameters, lr: 1), k: 1) { Execution = execution };
        using (no_grad())
            foreach (var parameter in bowl.Parameters) parameter.add_(1);
        Require(bowl, () => slow.step());
        var kept = slow.Slow.Select(Graph).ToList();
        using (no_grad())
            foreach (var parameter in bowl.Parameters) parameter.add_(1);
        slow.step();
        Assert.All(kept, RequireRefused);

        using var average = new WeightAverage(bowl.Parameters, decay: 0.5) { Execution = execution };
        using (no_grad())
            foreach (var parameter in bowl.Parameters) parameter.add_(1);
        var averages = average.Averages.Select(Graph).ToList();
        average.Update();
        Assert.All(averages, RequireRefused);
        Require(bowl, () => average.Swap().Dispose());
        Require(bowl, average.CopyToParameters);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_gradient_that_is_unscaled(bool byViews)
    {
        using var scope = NewDisposeScope();
        using var bowl = new Bowl(ScalarType.Float32);
        bowl.Backward();
        var graphs = bowl.Parameters.Select(p => Graph(p.grad!)).ToList();
        using var optimizer = new Sgd(bowl.Parameters, lr: 0.1);
        var sweep = new GradientSweep();
        if (byViews) sweep.VersionCounters = new ViewVersionCounters();
        sweep.Run(optimizer);
        sweep.Run(optimizer, 0.5);
        Assert.All(graphs, RequireRefused);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void What_was_made_in_inference_mode_has_no_counter_and_needs_none(bool byViews)
    {
        using var scope = NewDisposeScope();
        using var w = new Parameter(ones(3));
        Adam optimizer;
        using (inference_mode()) optimizer = new Adam([w], lr: 0.5) { Execution = Execution.Cpu };
        if (byViews) optimizer.VersionCounters = new ViewVersionCounters();
        var graph = Graph(w);
        w.grad = ones(3);
        optimizer.step();
        optimizer.step();
        RequireRefused(graph);
        Assert.Equal(0, w[0].item<float>(), 1e-4f);
        optimizer.Dispose();
    }

    /// <summary>Checks that no graph over the parameters outlives what is done.</summary>
    private static void Require(Bowl bowl, Action write)
    {
        var graphs = bowl.Parameters.Select(Graph).ToList();
        write();
        Assert.All(graphs, RequireRefused);
    }

    /// <summary>A graph that needs the tensor in its backward pass.</summary>
    private static torch.Tensor Graph(torch.Tensor tensor) => (tensor * ones_like(tensor.detach()).requires_grad_()).sum();

    private static void RequireRefused(torch.Tensor graph) =>
        Assert.Contains("modified by an inplace operation", Assert.Throws<ExternalException>(() => graph.backward()).Message);

    private static IEnumerable<torch.Tensor> Tensors(ParameterSlot slot)
    {
        yield return slot.Parameter;
        for (var i = 0; i < OptimizerTable.All.First(o => o.Type == slot.State.GetType().DeclaringType).Rule.States.Count; i++)
            if (slot.State.TensorAt(i) is { } state) yield return state;
        if (slot.State.memory is not { Capacity: > 0 } memory) yield break;
        yield return memory.Sum;
        yield return memory.Slots;
    }

    private static byte[] Bytes(torch.Tensor tensor) => tensor.detach().cpu().contiguous().bytes.ToArray();
}

using TorchSharp;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests;

/// <summary>The critical memory over many steps: its running sum against its slots, and against the reference's memory.</summary>
public sealed class MemoryTests
{
    public static TheoryData<string> Rows => OptimizerTable.MemoryRows;

    [Theory]
    [InlineData(Execution.Cpu, 5)]
    [InlineData(Execution.Cpu, 20)]
    [InlineData(Execution.Eager, 5)]
    public void The_sum_drifts_no_further_than_a_refresh_allows(Execution execution, int capacity)
    {
        // The first slot of those whose priority has decayed to zero: a replacement in every step.
        var optimizer = OptimizerTable.Case<Optimizers.AdamCG>("drift", ("capacity", capacity), ("decay", 0.0));
        using var run = new Run(optimizer, [[17]], float32, execution);
        var memory = run.Optimizer.Slots[0].State.memory!;
        var (between, refreshed) = (0.0, 0.0);
        for (var step = 0; step < 5000; step++)
        {
            run.Step(step);
            if (memory.Writes % memory.RefreshInterval == 0) refreshed = Math.Max(refreshed, Drift(memory));
            else if (step % 7 == 0) between = Math.Max(between, Drift(memory));
        }

        Assert.InRange(memory.Replacements, 4900, 5000);
        // Each addition rounds by half an epsilon of a sum of C elements of at most 3.2: a refresh has C of them, a write two.
        var rounding = Math.Pow(2, -24) * (capacity + 2) * 3.2;
        Assert.InRange(refreshed, 0, capacity * rounding);
        Assert.InRange(between, 0, memory.RefreshInterval * 2 * rounding);
    }

    [Theory]
    [InlineData(Execution.Cpu)]
    [InlineData(Execution.Cuda)]
    [InlineData(Execution.Eager)]
    public void A_refresh_removes_what_large_gradients_left(Execution execution)
    {
        var optimizer = OptimizerTable.Case<Optimizers.AdamCG>("drift", ("capacity", 3), ("decay", 0.0));
        using var run = new Run(optimizer, [[17]], float32, execution) { Gradients = (step, _, g) => Scale(g, step is > 10 and < 20 ? 1e7 : 1) };
        var memory = run.Optimizer.Slots[0].State.memory!;
        run.Steps(0, 25);
        var left = Drift(memory);
        Assert.True(left > 1e-3, $"Large gradients left {left}: the test shows nothing.");
        run.Steps(25, 25 + memory.RefreshInterval);
        Assert.InRange(Drift(memory), 0, 1e-4);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Holds_what_the_reference_holds(string name) => RequireSameMemory(name, (_, _, _) => { });

    [Theory]
    [MemberData(nameof(Situations.MemoryRows), MemberType = typeof(Situations))]
    public void Recovers_as_the_reference_does_from_a_gradient_that_is_not_finite(string name)
    {
        foreach (var bad in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
            foreach (var at in new[] { 0, 1, 9 })
                RequireSameMemory(name, (step, tensor, g) =>
                {
                    if (step == at && tensor == 1) g[2] = bad;
                });
    }

    [Theory]
    [InlineData(Execution.Reference)]
    [InlineData(Execution.Eager)]
    [InlineData(Execution.Cpu)]
    [InlineData(Execution.Cuda)]
    public void A_gradient_of_NaN_leaves_the_memory(Execution execution)
    {
        using var run = new Run(OptimizerTable.Get("AdamCG, default"), [[5], [3]], float32, execution)
        {
            Gradients = (step, tensor, g) => g[1] = step is 2 or 9 && tensor == 1 ? double.NaN : g[1],
        };
        run.Steps(0, 3);
        Assert.Contains(double.NaN, Numbers.Of(run.Optimizer.Slots[1].State.memory!.Sum));
        run.Steps(3, 14);
        foreach (var slot in run.Optimizer.Slots)
        {
            Assert.All(Numbers.Of(slot.State.memory!.Slots), x => Assert.True(double.IsFinite(x)));
            Assert.All(Numbers.Of(slot.State.memory.Sum), x => Assert.True(double.IsFinite(x)));
            Assert.InRange(Drift(slot.State.memory), 0, 1e-5);
        }
    }

    [Fact]
    public void Keeps_the_critical_gradients()
    {
        using var scope = NewDisposeScope();
        TorchSharp.Modules.Parameter parameter = new(zeros(1));
        using var optimizer = new Optimizers.AdamCG([parameter], capacity: 2, decay: 0.5);
        var memory = optimizer.Slots[0].State.memory!;
        Step(4);
        Step(1);
        Assert.Equal([1, 0.5], memory.Priorities.ToArray());
        Step(0.25f); // refused: the smallest kept priority is 0.5
        Assert.Equal([4, 1], Numbers.Of(memory.Slots));
        Assert.Equal([0.5, 0.25], memory.Priorities.ToArray());
        Step(3); // takes the place of the second
        Assert.Equal([4, 3], Numbers.Of(memory.Slots));
        Assert.Equal([7], Numbers.Of(memory.Sum));
        Assert.Equal([0.25, 1.5], memory.Priorities.ToArray());
        Assert.Equal((3, 1), (memory.Writes, memory.Replacements));

        void Step(float gradient)
        {
            parameter.grad = tensor([gradient]);
            optimizer.step();
        }
    }

    private static void RequireSameMemory(string name, Action<int, int, double[]> gradients)
    {
        Run[] runs = [.. new[] { Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda }
            .Select(e => new Run(OptimizerTable.Get(name), [[5], [2, 3], [9]], float64, e) { Gradients = gradients })];
        for (var step = 0; step < 20; step++)
        {
            foreach (var run in runs) run.Step(step);
            for (var i = 0; i < 3; i++)
            {
                var expected = runs[0].Optimizer.Slots[i].State.memory!;
                foreach (var run in runs[1..])
                {
                    var memory = run.Optimizer.Slots[i].State.memory!;
                    var what = $"{run.Optimizer.Execution}, step {step}, tensor {i}: ";
                    Assert.Equal((expected.Count, expected.Writes, expected.Replacements), (memory.Count, memory.Writes, memory.Replacements));
                    Numbers.AssertClose(expected.Priorities.ToArray(), memory.Priorities.ToArray(), 1e-12, what + "priorities");
                    Numbers.AssertClose(Numbers.Of(expected.Slots), Numbers.Of(memory.Slots), 1e-12, what + "slots");
                    Numbers.AssertClose(Finite(expected.Sum), Finite(memory.Sum), 1e-12, what + "sum");
                }
            }
        }

        foreach (var run in runs) run.Dispose();
    }

    // A momentum that is infinite stays so. Replacing one by the next makes the running sum NaN where adding up gives infinity:
    // the parameter's element has been NaN since the step before, in every execution.
    private static double[] Finite(torch.Tensor sum) => [.. Numbers.Of(sum).Select(x => double.IsFinite(x) ? x : double.NaN)];

    /// <summary>How far the running sum is from the sum of the slots.</summary>
    private static double Drift(CriticalBuffer memory)
    {
        var (slots, sum) = (Numbers.Of(memory.Slots), Numbers.Of(memory.Sum));
        return sum.Select((s, i) => Math.Abs(s - Enumerable.Range(0, memory.Count).Sum(k => slots[k * sum.Length + i]))).Max();
    }

    private static void Scale(double[] gradient, double factor)
    {
        for (var i = 0; i < gradient.Length; i++) gradient[i] = (float)(gradient[i] * factor);
    }
}

using OptimizerDsl.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Training;

/// <summary>Steps of some parameters only, and gradients of several batches.</summary>
public sealed class PartialStepTests
{
    private static readonly long[][] s_shapes = [[5], [2, 3], [9]];

    public static TheoryData<string, Execution> RowsAndExecutions => Pairs(Situations.All);

    private static TheoryData<string, Execution> Pairs(IEnumerable<OptimizerCase> rows)
    {
        var pairs = new TheoryData<string, Execution>();
        foreach (var row in rows)
            foreach (var execution in new[] { Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda }) pairs.Add(row.Name, execution);
        return pairs;
    }

    /// <summary>Where groups have a number in common, a step of one is no step of an optimizer of its own.</summary>
    public static TheoryData<string, Execution> SeparateRowsAndExecutions => Pairs(Situations.All.Where(c => c.Rule.WidestNumber < Over.All));

    [Theory, MemberData(nameof(SeparateRowsAndExecutions))]
    public void A_step_of_one_group_leaves_the_other(string name, Execution execution)
    {
        // Nothing is shared between groups, so two optimizers must give the same bits.
        using var together = new Run(OptimizerTable.Get(name), s_shapes, float32, execution, secondGroup: 1);
        using var apart = new Run(OptimizerTable.Get(name), s_shapes, float32, execution);
        using var first = OptimizerTable.Get(name).Make(apart.Parameters[..2], execution);
        using var second = OptimizerTable.Get(name).With("lr", 0.003).Make(apart.Parameters[2..], execution);
        for (var step = 0; step < 8; step++)
        {
            together.SetGradients(step);
            apart.SetGradients(step);
            if (step % 3 != 0) first.step();
            if (step % 3 != 1) second.step();
            if (step % 3 == 0) together.Optimizer.StepGroups(1);
            else if (step % 3 == 1) together.Optimizer.StepGroups(0);
            else together.Optimizer.StepGroups(1, 0);
            for (var i = 0; i < 3; i++) Assert.Equal(Numbers.Of(apart.Parameters[i]), Numbers.Of(together.Parameters[i]));
        }

        Assert.Equal([5, 5, 5], together.Optimizer.Slots.Select(s => s.State.step));
    }

    [Theory, MemberData(nameof(RowsAndExecutions))]
    public void A_frozen_parameter_and_its_state_stay(string name, Execution execution)
    {
        using var frozen = new Run(OptimizerTable.Get(name), s_shapes, float32, execution);
        using var without = new Run(OptimizerTable.Get(name), s_shapes, float32, execution) { Without = (step, tensor) => tensor == 1 && step is >= 2 and < 5 };
        for (var step = 0; step < 8; step++)
        {
            frozen.Parameters[1].requires_grad = step is < 2 or >= 5;
            frozen.Step(step);
            without.Step(step);
            Assert.Equal(without.Everything(), frozen.Everything());
            if (step == 3) Assert.Equal("it is frozen: requires_grad is false", frozen.Optimizer.Executions[1].Reason);
        }

        Assert.Equal([8, 5, 8], frozen.Optimizer.Slots.Select(s => s.State.step));
    }

    [Fact]
    public void A_group_that_is_not_there_is_an_error_and_no_step()
    {
        using var run = new Run(OptimizerTable.Get("Adam, default"), s_shapes, float32, Execution.Automatic, secondGroup: 1);
        run.Step(0);
        run.SetGradients(1);
        var before = run.Everything();
        Assert.Contains("There is no parameter group 2", Assert.Throws<ArgumentOutOfRangeException>(() => run.Optimizer.StepGroups(0, 2)).Message);
        run.Optimizer.StepGroups();
        Assert.Equal(before, run.Everything());
        foreach (var group in run.Optimizer.ParamGroups) group.LearningRate = -1;
        Assert.Throws<ArgumentOutOfRangeException>(() => run.Optimizer.StepGroups(0));
        foreach (var group in run.Optimizer.ParamGroups) group.LearningRate = 0.1;
        run.Optimizer.step();
        Assert.All(run.Optimizer.Slots, s => Assert.Equal(2, s.State.step));
    }

    [Theory, MemberData(nameof(Situations.Rows), MemberType = typeof(Situations))]
    public void Gradients_of_two_batches_add_up(string name)
    {
        using var scope = NewDisposeScope();
        using Bowl twice = new(of: OptimizerTable.Get(name)), once = new(of: OptimizerTable.Get(name));
        using var accumulating = OptimizerTable.Get(name).Make(twice.Parameters);
        using var plain = OptimizerTable.Get(name).Make(once.Parameters);
        for (var step = 0; step < 5; step++)
        {
            accumulating.zero_grad();
            (twice.Loss() / 2).backward();
            (twice.Loss() / 2).backward();
            accumulating.step();
            plain.zero_grad();
            plain.step(once.Closure);
            Numbers.AssertClose(once.Values(), twice.Values(), 1e-12, $"step {step}");
        }
    }
}

using OptimizerDsl.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Training;

/// <summary>Hooks around the step, and the text that describes an optimizer.</summary>
public sealed class HookTests
{
    [Fact]
    public void Hooks_surround_the_step_until_they_are_disposed()
    {
        using var scope = NewDisposeScope();
        using var bowl = new Bowl();
        using var optimizer = new Adam(bowl.Parameters);
        List<string> calls = [];
        using var before = optimizer.BeforeStep(o => calls.Add($"before {o.Slots[0].State.step}"));
        var second = optimizer.BeforeStep((Adam o) => calls.Add("second"));
        using var after = optimizer.AfterStep(o => calls.Add($"after {o.Slots[0].State.step}"));
        optimizer.step(() =>
        {
            calls.Add("closure");
            return bowl.Closure();
        });
        Assert.Equal(["before 0", "second", "closure", "after 1"], calls);
        calls.Clear();
        second.Dispose();
        second.Dispose();
        optimizer.step();
        Assert.Equal(["before 1", "after 2"], calls);
    }

    [Fact]
    public void A_hook_that_throws_before_a_step_prevents_it()
    {
        using var scope = NewDisposeScope();
        using var bowl = new Bowl();
        using var optimizer = new Adam(bowl.Parameters);
        bowl.Backward();
        var before = bowl.Bits();
        using (optimizer.BeforeStep(_ => throw new TimeoutException())) Assert.Throws<TimeoutException>(() => optimizer.step());
        Assert.Equal(before, bowl.Bits());
        Assert.Equal(0, optimizer.Slots[0].State.step);
        using (optimizer.AfterStep(_ => throw new TimeoutException())) Assert.Throws<TimeoutException>(() => optimizer.step());
        Assert.Equal(1, optimizer.Slots[0].State.step);
    }

    [Fact]
    public void The_average_of_the_weights_can_hook_in()
    {
        using var scope = NewDisposeScope();
        using var bowl = new Bowl();
        using var optimizer = new Adam(bowl.Parameters);
        using var average = new WeightAverage(bowl.Parameters);
        using var hook = optimizer.AfterStep(_ => average.Update());
        for (var step = 0; step < 3; step++) optimizer.step(bowl.Closure);
        Assert.Equal(3, average.Updates);
    }

    [Fact]
    public void An_optimizer_describes_itself()
    {
        using var scope = NewDisposeScope();
        using var bowl = new Bowl(ScalarType.Float32);
        using var optimizer = new AdamCM(bowl.Parameters[..1], lr: 0.01, capacity: 3);
        optimizer.add_param_group(new AdamCM.ParamGroup(bowl.Parameters[1..], lr: 0.5, beta1: 0.8));
        Assert.Equal(
            """
            AdamCM: 2 parameters of 13 elements in 2 groups
            state: 312 bytes, 24 per element
            group 0: 1 parameter of 7 elements
              lr 0.01, beta1 0.9, beta2 0.99, eps 1E-08, capacity 3, decay 0.7
              state: 168 bytes (exp_avg, exp_avg_sq, a critical memory of 3)
            group 1: 1 parameter of 6 elements
              lr 0.5, beta1 0.8, beta2 0.99, eps 1E-08, capacity 3, decay 0.7
              state: 144 bytes (exp_avg, exp_avg_sq, a critical memory of 3)
            execution: not stepped for 2 parameters (it has not had a gradient yet)

            """, optimizer.Describe());
        bowl.Parameters[1].requires_grad = false;
        optimizer.step(bowl.Closure);
        Assert.EndsWith(
            """
            execution: Cpu for 1 parameter (float32 or float64 on the CPU, all tensors in one memory order)
            execution: not stepped for 1 parameter (it is frozen: requires_grad is false)

            """, optimizer.Describe());
    }

    [Theory, MemberData(nameof(OptimizerTable.Rows), MemberType = typeof(OptimizerTable))]
    public void Every_optimizer_can_be_described(string name)
    {
        using var scope = NewDisposeScope();
        using var bowl = new Bowl(of: OptimizerTable.Get(name));
        using var optimizer = OptimizerTable.Get(name).Make(bowl.Parameters);
        optimizer.step(bowl.Closure);
        Assert.StartsWith(OptimizerTable.Get(name).Type.Name + ": 2 parameters of 13 elements in 1 group\n", optimizer.Describe());
    }
}

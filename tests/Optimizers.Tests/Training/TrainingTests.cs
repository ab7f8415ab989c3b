using OptimizerDsl.Compiled;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace OptimizerDsl.Tests.Training;

/// <summary>Every optimizer drops into a TorchSharp training loop.</summary>
public sealed class TrainingTests
{
    private const int Steps = 120;

    public static TheoryData<string> Rows => OptimizerTable.Rows;

    /// <summary>Every variant with the network, and the first of each optimizer with every problem.</summary>
    public static TheoryData<string, string> ProblemRows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var name in Situations.Rows) rows.Add(name, "a network");
            foreach (var name in Situations.TypeRows)
                foreach (var problem in Problem.All.Keys.Where(p => p != "a network")) rows.Add(name, problem);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_loss_falls(string name) => Assert.Null(Left(name, "a network", "CosineAnnealingLR"));

    [Theory]
    [MemberData(nameof(ProblemRows))]
    public void The_loss_falls_under_every_schedule(string name, string problem) =>
        Assert.All(Schedules.All.Keys, scheduler => Assert.Null(Left(name, problem, scheduler)));

    /// <summary>What a training leaves of the loss, unless that is little.</summary>
    private static string? Left(string name, string problem, string scheduler)
    {
        using var training = Problem.All[problem](OptimizerTable.Get(name));
        var schedule = Schedules.All[scheduler](training.Optimizer, training.Rate, Steps);
        var first = training.Loss();
        for (var step = 1; step < Steps; step++)
        {
            var loss = training.Step();
            if (scheduler == "ReduceLROnPlateau") schedule.step(loss);
            else schedule.step();
        }

        return training.Loss() <= 0.7 * first ? null : $"{scheduler}: from {first:G3} to {training.Loss():G3}";
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_schedule_reaches_the_rate_and_the_momentum(string name)
    {
        using var training = Problem.Network(OptimizerTable.Get(name));
        var group = training.Optimizer.ParamGroups.Single();
        // Also where momentum was 0: the velocity is made before the first step.
        var schedule = lr_scheduler.OneCycleLR(training.Optimizer, training.Rate, total_steps: 50, cycle_momentum: Schedules.Cycles(training.Optimizer));
        Assert.Equal(training.Rate / 25, group.LearningRate, 1e-12);
        if (Schedules.Cycles(training.Optimizer)) Assert.Equal(0.95, Momentum(), 1e-12);
        var (most, least) = (0.0, 1.0);
        for (var step = 1; step < 50; step++)
        {
            training.Step();
            schedule.step();
            most = Math.Max(most, group.LearningRate);
            if (Schedules.Cycles(training.Optimizer)) least = Math.Min(least, Momentum());
        }

        Assert.Equal(training.Rate, most, 0.01 * training.Rate);
        if (Schedules.Cycles(training.Optimizer)) Assert.InRange(least, 0.85 - 1e-9, 0.86);

        double Momentum() => group is IBetas betas ? betas.Betas.Item1 : ((IMomentum)group).Momentum;
    }

    [Theory]
    [MemberData(nameof(Situations.Rows), MemberType = typeof(Situations))]
    public void The_closure_form_returns_the_loss(string name)
    {
        using var scope = NewDisposeScope();
        using var training = Problem.Network(OptimizerTable.Get(name));
        var expected = training.Loss();
        using (no_grad())
        {
            var returned = training.Optimizer.step(() =>
            {
                Assert.True(is_grad_enabled());
                training.Optimizer.zero_grad();
                var loss = training.SignedLoss();
                loss.backward();
                return loss;
            });
            Assert.Equal(expected, Math.Abs(returned.ToDouble()), 1e-6);
            Assert.False(is_grad_enabled());
        }

        Assert.NotEqual(expected, training.LossAfterAnotherStep());
    }

    [Theory]
    [MemberData(nameof(Situations.Rows), MemberType = typeof(Situations))]
    public void A_step_leaves_gradients_enabled_and_parameters_leaves(string name)
    {
        foreach (var execution in new[] { Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda })
        {
            using var scope = NewDisposeScope();
            using var training = Problem.Network(OptimizerTable.Get(name), execution);
            training.Step();
            Assert.True(is_grad_enabled());
            Assert.All(training.Optimizer.parameters(), p => Assert.True(p is { is_leaf: true, requires_grad: true }));
        }
    }
}

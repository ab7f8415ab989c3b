using OptimizerDsl.Compiled;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace OptimizerDsl.Tests;

/// <summary>Every optimizer drops into a TorchSharp training loop.</summary>
public sealed class TrainingTests
{
    private const int Steps = 150;

    public static TheoryData<string> Rows => OptimizerTable.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void Regression_improves_under_a_step_schedule(string name)
    {
        using var scope = NewDisposeScope();
        using var training = new Training(OptimizerTable.Get(name));
        var schedule = lr_scheduler.StepLR(training.Optimizer, 50, gamma: 0.5);
        var group = training.Optimizer.ParamGroups.Single();
        var (rate, first) = (group.LearningRate, training.Step());
        for (var step = 1; step < Steps; step++)
        {
            schedule.step();
            training.Step();
        }

        Assert.InRange(training.Loss(), 0, 0.7 * first);
        Assert.Equal(rate / 4, group.LearningRate, 1e-12);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Regression_improves_under_one_cycle(string name)
    {
        using var scope = NewDisposeScope();
        using var training = new Training(OptimizerTable.Get(name));
        var group = training.Optimizer.ParamGroups.Single();
        // Also where momentum was 0: the velocity is made before the first step.
        var cycles = group is IBetas or IMomentum;
        var schedule = lr_scheduler.OneCycleLR(training.Optimizer, group.LearningRate, total_steps: Steps, cycle_momentum: cycles);
        if (cycles) Assert.Equal(0.95, Momentum(), 1e-12);
        var first = training.Loss();
        var least = 1.0;
        for (var step = 1; step < Steps; step++)
        {
            training.Step();
            schedule.step();
            if (cycles) least = Math.Min(least, Momentum());
        }

        Assert.InRange(training.Loss(), 0, 0.7 * first);
        if (cycles) Assert.InRange(least, 0.85 - 1e-9, 0.86);

        double Momentum() => group is IBetas betas ? betas.Betas.Item1 : ((IMomentum)group).Momentum;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_closure_form_returns_the_loss(string name)
    {
        using var scope = NewDisposeScope();
        using var training = new Training(OptimizerTable.Get(name));
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
    [MemberData(nameof(Rows))]
    public void A_step_leaves_gradients_enabled_and_parameters_leaves(string name)
    {
        foreach (var execution in new[] { Execution.Reference, Execution.Eager, Execution.Cpu, Execution.Cuda })
        {
            using var scope = NewDisposeScope();
            using var training = new Training(OptimizerTable.Get(name));
            training.Optimizer.Execution = execution;
            training.Step();
            Assert.True(is_grad_enabled());
            Assert.All(training.Optimizer.parameters(), p => Assert.True(p is { is_leaf: true, requires_grad: true }));
        }
    }

    /// <summary>A small network that learns a sine.</summary>
    private sealed class Training : IDisposable
    {
        private readonly nn.Module<torch.Tensor, torch.Tensor> _model;
        private readonly torch.Tensor _x, _y;
        private readonly bool _maximizes;

        public Training(OptimizerCase optimizer)
        {
            manual_seed(3);
            _model = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1));
            _x = Numbers.ToTensor([.. Enumerable.Range(0, 64).Select(i => i / 16.0 - 2)], [64, 1], float32);
            _y = (2 * _x).sin();
            _maximizes = true.Equals(optimizer.Hyperparameters.GetValueOrDefault("maximize"));
            Optimizer = optimizer.With("lr", optimizer.Accepts("eps") ? 0.02 : 0.05).Make(_model.parameters());
        }

        public CompiledOptimizer Optimizer { get; }

        public torch.Tensor SignedLoss()
        {
            var loss = nn.functional.mse_loss(_model.forward(_x), _y);
            return _maximizes ? -loss : loss;
        }

        public double Loss()
        {
            using var scope = NewDisposeScope();
            using var disabled = no_grad();
            return Math.Abs(SignedLoss().ToDouble());
        }

        public double Step()
        {
            using var scope = NewDisposeScope();
            Optimizer.zero_grad();
            var loss = SignedLoss();
            loss.backward();
            Optimizer.step();
            return Math.Abs(loss.ToDouble());
        }

        /// <summary>The published critical momenta do not move in their first step.</summary>
        public double LossAfterAnotherStep()
        {
            Step();
            return Loss();
        }

        public void Dispose()
        {
            Optimizer.Dispose();
            _model.Dispose();
        }
    }
}

using OptimizerDsl.Compiled;
using static TorchSharp.torch;
using Execution = OptimizerDsl.Execution;
using Sam = OptimizerDsl.Sam;

namespace Experiments.Tests.Training;

public sealed class MethodTests : IDisposable
{
    private readonly TinyTraining _tiny = new();

    public static TheoryData<string> Names => [.. Methods.All.Select(method => method.Name)];

    public static IEnumerable<object[]> Hyperparameters => Methods.All.SelectMany(method =>
        method.Hyperparameters.Select(setting => setting.Name).Append("weight-decay").Select(name => new object[] { method.Name, name }));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_optimizer_lowers_the_loss_in_a_fused_step(string name)
    {
        using var run = new TrainingRun(_tiny.Job(name, "epochs=12", "factor=1"));
        while (!run.IsFinished) run.Advance(default);
        var epochs = run.Progress.Log.Epochs;
        Assert.True(epochs[^1].TrainingLoss < 0.9 * epochs[1].TrainingLoss, $"{epochs[1].TrainingLoss} -> {epochs[^1].TrainingLoss}");
        var rule = run.Optimizer as CompiledOptimizer ?? (CompiledOptimizer)((Sam)run.Optimizer).Inner;
        Assert.All(rule.Executions, choice => Assert.Equal(Execution.Cpu, choice.Execution));
    }

    [Theory]
    [MemberData(nameof(Hyperparameters))]
    public void Every_hyperparameter_makes_a_difference(string name, string hyperparameter)
    {
        var changed = hyperparameter switch
        {
            "betas" => "0,0.5,0.99",
            "capacity" or "decay" => "1",
            "eps" => "0.1",
            "momentum" or "weight-decay" => "0.3",
            _ => "0.123",
        };
        // A priority decays too little to matter unless places are short.
        string[] same = hyperparameter == "decay" ? ["epochs=2", "capacity=2"] : ["epochs=2"];
        Assert.NotEqual(End(same), End([.. same, $"{hyperparameter}={changed}"]));

        string End(string[] changes)
        {
            using var run = new TrainingRun(_tiny.Job(name, changes));
            while (!run.IsFinished) run.Advance(default);
            return string.Join(' ', run.Parameters.SelectMany(parameter => parameter.detach().data<float>().ToArray()));
        }
    }

    [Fact]
    public void SAM_is_around_those_that_say_so_and_a_memory_in_those_that_say_so()
    {
        foreach (var method in Methods.All)
        {
            using var run = new TrainingRun(_tiny.Job(method.Name));
            Assert.Equal(method.Name.Contains("SAM"), run.Optimizer is Sam);
            var states = run.Optimizer.state_dict().State.Cast<CompiledState>();
            Assert.All(states, state => Assert.Equal(method.Name.Contains("+C") || method.Name.Contains("Published"), state.memory is not null));
            Assert.Equal(method.HasMemory, states.First().memory is not null);
        }
    }

    [Fact]
    public void A_step_with_SAM_takes_the_gradient_up_the_gradient_of_the_same_batch_and_carried_state()
    {
        using var scope = NewDisposeScope();
        var job = _tiny.Job("SGD+SAM", "lr=0.1", "momentum=0", "rho=0.5");
        using var run = new TrainingRun(job);
        while (run.Progress.Steps < 1) run.Advance(default);

        using var work = job.Task.Start(job.Data, job.Settings, CPU, job.Seed);
        var parameters = work.Model.parameters().ToList();
        using var before = new SideState(work);
        var start = parameters.Select(parameter => parameter.detach().clone()).ToList();
        var gradients = autograd.grad([work.Loss(0, 0)], [.. parameters]);
        var norm = gradients.Sum(gradient => gradient.square().sum().item<float>());
        using (no_grad())
            foreach (var (parameter, gradient) in parameters.Zip(gradients)) parameter.add_(gradient * (0.5 / Math.Sqrt(norm)));
        before.Restore();
        var there = autograd.grad([work.Loss(0, 0)], [.. parameters]);
        foreach (var (expected, actual) in start.Zip(there, (value, gradient) => value - 0.1 * gradient).Zip(run.Parameters))
            Assert.True((expected - actual).abs().max().item<float>() < 1e-6);
    }

    [Fact]
    public void The_second_evaluation_of_SAM_leaves_no_trace_in_buffers_and_what_is_carried()
    {
        Assert.Equal(After("SGD"), After("SGD+SAM"));

        string After(string method)
        {
            using var run = new TrainingRun(_tiny.Job(method));
            while (run.Progress.Steps < 1) run.Advance(default);
            var tensors = run.Workload.Model.named_buffers().Select(named => named.buffer).Concat(run.Workload.Carried.Select(named => named.Value));
            return string.Join(' ', tensors.SelectMany(tensor => tensor.to(float64).data<double>().ToArray()));
        }
    }

    [Fact]
    public void The_learning_rate_follows_the_task_s_schedule()
    {
        var run = _tiny.Train(_tiny.Job("SGD", "epochs=3", "factor=0.5", "lr=0.08", "log-every=2"), "run")!;
        Assert.Equal([0.08, 0.08, 0.04, 0.04, 0.02, 0.02], run.Log.Steps.Select(row => row.LearningRate));
        Assert.Equal([0.08, 0.08, 0.04, 0.02], run.Log.Epochs.Select(row => row.LearningRate));
    }

    [Fact]
    public void Gradients_are_clipped_to_the_norm_of_the_setting()
    {
        using var run = new TrainingRun(_tiny.Job("SGD", [Quantity.Distance], "lr=0.5", "momentum=0", "clip=0.125", "analyse-every=1"));
        while (run.Progress.Log.Analyses.Count < 2) run.Advance(default);
        Assert.Equal(0.5 * 0.125, run.Progress.Log.Analyses[1].Values["distance"], 5);
    }

    public void Dispose() => _tiny.Dispose();
}

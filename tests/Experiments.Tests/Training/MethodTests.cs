using OptimizerDsl;
using OptimizerDsl.Compiled;

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
            "capacity" => "1",
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

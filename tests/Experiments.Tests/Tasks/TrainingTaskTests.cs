using OptimizerDsl.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Tests.Tasks;

/// <summary>What is true of every task, with its synthetic data and a small model.</summary>
[Collection(nameof(DrawsFromTorch))]
public sealed class TrainingTaskTests
{
    private static readonly Dictionary<string, string[]> Small = new()
    {
        ["ae"] = ["layers=100,20"],
        ["ptb"] = ["hidden=50", "embedding=50", "dropout=0.1"],
    };

    public static TheoryData<string> Tasks => [.. TrainingTask.All.Select(task => task.Name)];

    [Theory]
    [InlineData("ae", 30, 1e-3)]
    [InlineData("cifar10", 30, 1e-3)]
    [InlineData("cifar10", 30, 1e-3, "model=wrn-40-1", "width=0.5")]
    [InlineData("cifar100", 45, 1e-3)]
    [InlineData("ptb", 60, 1e-3)]
    [InlineData("imagenet", 100, 3e-3, "size=32")]
    public void A_few_steps_lower_the_loss_and_better_the_metric_on_what_was_not_trained_with(string name, int steps, double lr, params string[] overrides)
    {
        var (task, settings) = Chosen(name, overrides);
        using var folder = new DataSetFolder(task);
        using var data = task.Open(folder.Path, settings);
        using var work = task.Start(data, settings, CPU, seed: 3);
        using var optimizer = new Adam(work.Model.parameters(), lr);
        var before = work.Evaluate(Subset.Validation, CancellationToken.None);
        List<float> losses = [];
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = work.Loss(step / work.StepsPerEpoch, step % work.StepsPerEpoch);
            loss.backward();
            optimizer.step();
            losses.Add(loss.item<float>());
        }

        var after = work.Evaluate(Subset.Validation, CancellationToken.None);
        Assert.True(losses.TakeLast(5).Average() < 0.95 * losses.Take(5).Average(), $"{string.Join(", ", losses)}");
        Assert.True(task.Metric.IsBetter(after.Metric, before.Metric), $"{before} -> {after}");
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Seed_epoch_and_step_alone_decide_the_loss(string name)
    {
        var (task, settings) = Chosen(name);
        using var folder = new DataSetFolder(task);
        using var data = task.Open(folder.Path, settings);
        Assert.Equal(Loss(3, 1, 1), Loss(3, 1, 1));
        Assert.Equal(4, new[] { Loss(3, 1, 1), Loss(4, 1, 1), Loss(3, 0, 1), Loss(3, 1, 0) }.Distinct().Count());

        float Loss(int seed, int epoch, int step)
        {
            using var scope = NewDisposeScope();
            using var work = task.Start(data, settings, CPU, seed);
            rand(epoch + 1); // what others draw does not matter
            return work.Loss(epoch, step).item<float>();
        }
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void The_same_seed_writes_the_same_data_and_another_other(string name)
    {
        var (task, _) = Chosen(name);
        using var folder = new DataSetFolder(task, seed: 1);
        using var again = new DataSetFolder(task, seed: 1);
        using var other = new DataSetFolder(task, seed: 2);
        Assert.Equal(Bytes(folder), Bytes(again));
        Assert.NotEqual(Bytes(folder), Bytes(other));

        static byte[] Bytes(DataSetFolder folder) =>
            [.. Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)];
    }

    [Theory]
    [MemberData(nameof(Tasks))]
    public void An_evaluation_ends_when_it_is_cancelled(string name)
    {
        var (task, settings) = Chosen(name);
        using var folder = new DataSetFolder(task);
        using var data = task.Open(folder.Path, settings);
        using var work = task.Start(data, settings, CPU, seed: 3);
        Assert.ThrowsAny<OperationCanceledException>(() => work.Evaluate(Subset.Validation, new CancellationToken(canceled: true)));
    }

    private static (TrainingTask task, Settings settings) Chosen(string name, params string[] overrides)
    {
        var task = TrainingTask.All.Single(task => task.Name == name);
        return (task, DataSetFolder.SettingsOf(task, [.. Small.GetValueOrDefault(name, []), .. overrides]));
    }
}

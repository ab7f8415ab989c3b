using Experiments.Tests.Tasks;
using static TorchSharp.torch;

namespace Experiments.Tests.Training;

/// <summary>The tasks themselves go on to the same bits: with augmentation, batch normalization, dropout and a hidden state.</summary>
[Collection(nameof(DrawsFromTorch))]
public sealed class TaskResumeTests
{
    [Theory]
    [InlineData("ae", "Adam", "layers=50,10", "batch=300")]
    [InlineData("cifar10", "Adam+SAM+CM", "width=0.0625", "batch=144")]
    [InlineData("ptb", "Adam+CM", "hidden=20", "embedding=20", "dropout=0.5", "batch=40", "bptt=100")]
    [InlineData("imagenet", "AggMo", "size=32", "batch=24")]
    public void An_interrupted_run_of_a_task_ends_with_the_same_bits(string name, string method, params string[] overrides)
    {
        var task = TrainingTask.All.Single(task => task.Name == name);
        using var folder = new DataSetFolder(task);
        var chosen = Methods.Named(method)!;
        var known = Setting.WithDefaults([.. task.Settings, .. RunSettings.All], task.SyntheticSettings);
        var settings = Settings.Of([known, chosen.Hyperparameters], [.. overrides, "epochs=1"]);
        using var data = task.Open(folder.Path, settings[0]);
        var job = new TrainingJob(task, data, settings[0], new(chosen, settings[1]), Seed: 3, CPU, []);

        Assert.Equal(1, Interrupted("whole", pieces: int.MaxValue));
        Assert.True(Interrupted("pieces", pieces: 2) > 1);
        Assert.Equal(Bits("whole"), Bits("pieces"));

        int Interrupted(string run, int pieces)
        {
            for (var attempts = 1; ; attempts++)
            {
                using var cancellation = new CancellationTokenSource();
                var left = pieces;
                try
                {
                    Trainer.Train(job, folder[run], (_, _) =>
                    {
                        if (--left == 0) cancellation.Cancel();
                    }, cancellation.Token);
                    return attempts;
                }
                catch (OperationCanceledException)
                {
                }
            }
        }

        string Bits(string name)
        {
            using var run = new TrainingRun(job);
            Checkpoint.Open(Path.Combine(folder[name], Trainer.CheckpointFile), job).Load(run);
            return TinyTraining.Bits(run);
        }
    }
}

using static TorchSharp.torch;

namespace Experiments.Tests.Training;

public sealed class TinyTaskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tiny").FullName;

    [Fact]
    public void The_same_seed_epoch_and_step_give_the_same_loss_and_others_another()
    {
        var task = new TinyTask();
        task.WriteSynthetic(_folder, seed: 1);
        var settings = Settings.Of([task.Settings], [])[0];
        using var data = task.Open(_folder, settings);
        Assert.Equal(Loss(3, 1, 2), Loss(3, 1, 2));
        Assert.Equal(4, new[] { Loss(3, 1, 2), Loss(4, 1, 2), Loss(3, 0, 2), Loss(3, 1, 1) }.Distinct().Count());

        float Loss(int seed, int epoch, int step)
        {
            using var scope = NewDisposeScope();
            using var work = task.Start(data, settings, CPU, seed);
            return work.Loss(epoch, step).item<float>();
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

using Experiments.Tests.Tasks;
using static TorchSharp.torch;

namespace Experiments.Tests.Training;

/// <summary>Runs of the tiny task, in a folder that goes with it.</summary>
internal sealed class TinyTraining : IDisposable
{
    private readonly DataSetFolder _folder = new(new TinyTask());
    private readonly DataSets _data;

    public TinyTraining() => _data = _folder.Open();

    /// <summary>The folder of a run.</summary>
    public string this[string run] => _folder[run];

    /// <summary>A run.</summary>
    /// <param name="method">The name of the optimizer.</param>
    /// <param name="overrides">Changes, key=value, of the task's settings and the hyperparameters.</param>
    public TrainingJob Job(string method, params string[] overrides) => Job(method, [], overrides);

    /// <summary>A run with analyses.</summary>
    public TrainingJob Job(string method, IReadOnlyList<Quantity> quantities, params string[] overrides)
    {
        var (task, chosen) = (new TinyTask(), Methods.Named(method)!);
        var settings = Settings.Of([[.. task.Settings, .. RunSettings.All], chosen.Hyperparameters], overrides);
        return new(task, _data, settings[0], new(chosen, settings[1]), Seed: 5, CPU, quantities);
    }

    /// <summary>Does a run in a folder, to its end or until so many pieces of work are done.</summary>
    /// <returns>The run; null if it was interrupted.</returns>
    public TrainedRun? Train(TrainingJob job, string folder, int pieces = int.MaxValue)
    {
        using var cancellation = new CancellationTokenSource();
        if (pieces == 0) cancellation.Cancel();
        try
        {
            return Trainer.Train(job, this[folder], (_, _) =>
            {
                if (--pieces == 0) cancellation.Cancel();
            }, cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>All bits that a run ended with: of the model, the optimizer, what is carried, and the log but for the time.</summary>
    public string Bits(TrainingJob job, string folder)
    {
        using var run = new TrainingRun(job);
        Checkpoint.Open(Path.Combine(this[folder], Trainer.CheckpointFile), job).Load(run);
        return Bits(run);
    }

    /// <inheritdoc cref="Bits(TrainingJob, string)"/>
    public static string Bits(TrainingRun run)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        run.Workload.Model.save(writer);
        run.Optimizer.save_state_dict(writer);
        foreach (var (_, tensor) in run.Workload.Carried) writer.Write(string.Join(' ', tensor.data<float>().ToArray()));
        var log = run.Progress.Log;
        writer.Write(string.Join('\n', log.Steps.Select(row => row with { Seconds = 0 })));
        writer.Write(string.Join('\n', log.Epochs.Select(row => row with { Seconds = 0 })));
        writer.Write(string.Join('\n', log.Analyses.Select(row => $"{row.Step} {string.Join(' ', row.Values)}")));
        writer.Write(run.Progress.RowLoss.ToString());
        return Convert.ToHexString(stream.ToArray());
    }

    public void Dispose()
    {
        _data.Dispose();
        _folder.Dispose();
    }
}

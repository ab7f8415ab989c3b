namespace Experiments;

/// <summary>Does runs, each in a folder with its log and its checkpoint.</summary>
internal static class Trainer
{
    /// <summary>The file in the folder of a run that it goes on from.</summary>
    public const string CheckpointFile = "checkpoint.dat";

    /// <summary>Does a run to its end, from its checkpoint if it has one.</summary>
    /// <param name="job">The run.</param>
    /// <param name="folder">Its folder, made if it is not there.</param>
    /// <param name="advanced">Told after every piece of work.</param>
    /// <param name="cancellation">Ends it after the step in progress, with a checkpoint.</param>
    /// <exception cref="BadInputException">Its checkpoint is damaged, or of another run.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TrainedRun Train(TrainingJob job, string folder, Action<TrainingRun, Piece> advanced, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, CheckpointFile);
        var checkpoint = File.Exists(file) ? Checkpoint.Open(file, job) : null;
        if (checkpoint is { Progress: var done } && done.Next(job) == Piece.None)
            return new(job.Variant, job.Seed, job.Task.Metric, done.Log);

        using var run = new TrainingRun(job);
        checkpoint?.Load(run);
        using var logs = new LogFiles(folder, job.Task.Metric, job.Quantities, run.Progress.Log.Started);
        var every = job.Settings.Whole("checkpoint-every");
        try
        {
            for (logs.Update(run.Progress.Log); !run.IsFinished; logs.Update(run.Progress.Log))
            {
                cancellation.ThrowIfCancellationRequested();
                var piece = run.Advance(cancellation);
                if (every == 0 ? piece == Piece.Evaluation : piece == Piece.Step && run.Progress.Steps % every == 0) Checkpoint.Save(run, file);
                advanced(run, piece);
            }
        }
        catch (OperationCanceledException)
        {
            Checkpoint.Save(run, file); // between two pieces of work a run is whole
            throw;
        }

        Checkpoint.Save(run, file);
        return new(job.Variant, job.Seed, job.Task.Metric, run.Progress.Log);
    }
}

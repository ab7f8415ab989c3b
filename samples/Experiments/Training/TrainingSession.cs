using Spectre.Console;

namespace Experiments;

/// <summary>The trainings that the user chose, from the data to the report.</summary>
internal static class TrainingSession
{
    private const int PlainWidth = 170;

    // In a file or a pipe: enough to see that it goes on.
    private const int LinesPerRun = 10;

    public static void Run(TrainingChoices choices, CancellationToken cancellation)
    {
        var console = OutputConsole.Open(PlainWidth);
        var folders = choices.Candidates.SelectMany(ofOne => ofOne).SelectMany(variant => choices.Seeds.Select(variant.FolderFor));
        Settle(choices, folders);
        var report = ReportFile.Prepare(choices.Report ?? Path.Combine(choices.Output, "report.html"), "report.html");
        using var data = Open(choices);
        console.WriteLine($"{choices.Task.Title}: {data.Description}, on {choices.Device}");
        try
        {
            var (tried, runs) = Train(choices, data, console, cancellation);
            var optimizers = Comparison.Of(runs);
            var findings = TrainingFindings.Of(choices, tried, optimizers);
            foreach (var table in findings.Tables) console.Write(ShownTable.Of(table));
            ReportFile.Write(report, TrainingPage.Of(choices, data.Description, optimizers, findings));
            console.Profile.Out.Writer.WriteLine(
                $"\nOpen the report in a browser:\n  {new Uri(report).AbsoluteUri}\n"
                + $"Logs and checkpoints, and what TensorBoard reads:\n  {choices.Output}");
        }
        catch (OperationCanceledException)
        {
            console.Profile.Out.Writer.WriteLine($"\nThe runs are kept in {choices.Output}. To go on:\n  {choices.Command} --resume");
            throw;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(
                $"--output: {choices.Output} cannot be written any more ({failure.Message.TrimEnd('.')}); --resume goes on from the last checkpoint");
        }
    }

    /// <summary>What there is from before must not be lost by accident.</summary>
    private static void Settle(TrainingChoices choices, IEnumerable<string> folders)
    {
        var existing = folders.Select(folder => Path.Combine(choices.Output, folder, Trainer.CheckpointFile)).Where(File.Exists).ToList();
        if (choices.Existing == ExistingRuns.Refuse && existing.Count > 0)
            throw new BadInputException(
                $"{Path.GetDirectoryName(existing[0])} has a run already: --resume goes on with it, --overwrite begins anew, --output DIR goes elsewhere");
        if (choices.Existing == ExistingRuns.Overwrite)
            foreach (var file in existing) File.Delete(file);
    }

    private static DataSets Open(TrainingChoices choices)
    {
        if (choices.Data is { } folder) return choices.Task.Open(folder, choices.Settings);
        var synthetic = Path.Combine(choices.Output, "data");
        Directory.CreateDirectory(synthetic);
        choices.Task.WriteSynthetic(synthetic, seed: 1);
        return choices.Task.Open(synthetic, choices.Settings);
    }

    /// <summary>The grid with the first seed, if there is one, and then all seeds with what was chosen.</summary>
    private static (IReadOnlyList<TrainedRun> tried, IReadOnlyList<TrainedRun> runs) Train(
        TrainingChoices choices, DataSets data, IAnsiConsole console, CancellationToken cancellation)
    {
        IReadOnlyList<TrainedRun> tried = [];
        IReadOnlyList<Variant> variants = [.. choices.Candidates.SelectMany(ofOne => ofOne)];
        if (choices.IsGrid)
        {
            var sizes = string.Join(", ", choices.Candidates.Select(ofOne => $"{ofOne[0].Method.Name} {ofOne.Count}"));
            console.WriteLine($"The grid: {sizes}; {variants.Count} runs");
            tried = TrainAll(variants, choices.Seeds.Take(1));
            variants = [.. choices.Candidates.Select(ofOne => Grid.Best([.. tried.Where(run => ofOne.Contains(run.Variant))]).Variant)];
        }

        // Of a grid's best, the first seed is there already.
        return (tried, TrainAll(variants, choices.Seeds));

        IReadOnlyList<TrainedRun> TrainAll(IReadOnlyList<Variant> all, IEnumerable<int> seeds)
        {
            var jobs = all.SelectMany(variant => seeds.Select(seed =>
                new TrainingJob(choices.Task, data, choices.Settings, variant, seed, choices.Device, choices.Quantities))).ToList();
            return new ProgressDisplay(console).Run(
                [.. jobs.Select(job => new ProgressDisplay.Item($"{job.Variant.Label}, seed {job.Seed}", Work: 1))],
                (index, reporter) => Trainer.Train(jobs[index], FolderOf(jobs[index]), Watch(reporter, console), cancellation),
                run => run.HasDiverged ? $" diverged after {run.Log.Diverged} steps" : null);
        }

        string FolderOf(TrainingJob job) => Path.Combine(choices.Output, job.Variant.FolderFor(job.Seed));
    }

    /// <summary>What the display is told of a run.</summary>
    private static Action<TrainingRun, Piece> Watch(ProgressDisplay.Reporter reporter, IAnsiConsole console)
    {
        var lines = !console.Profile.Capabilities.Interactive;
        var (shown, first, start) = (0.0, -1, DateTime.UtcNow);
        return (run, piece) =>
        {
            var total = Math.Max(1, run.TotalSteps);
            if (first < 0) first = run.Progress.Steps - (piece == Piece.Step ? 1 : 0);
            var done = (double)run.Progress.Steps / total;
            reporter.Advance(done - shown);
            shown = done;
            if (piece != Piece.Evaluation) return;
            var last = run.Progress.Log.Epochs[^1];
            var epochs = run.Job.Epochs;
            if (lines && last.Epoch != epochs && last.Epoch * LinesPerRun / epochs == (last.Epoch - 1) * LinesPerRun / epochs) return;
            var metric = run.Job.Task.Metric;
            var words = $"epoch {last.Epoch} of {epochs}, validation {metric.Word} {metric.Text(last.Validation.Metric)}";
            reporter.Say(lines ? words + TimeLeft() : words);

            string TimeLeft()
            {
                var since = run.Progress.Steps - first;
                if (since <= 0 || done >= 1) return "";
                var left = (DateTime.UtcNow - start).TotalSeconds / since * (total - run.Progress.Steps);
                return $", {TimeSpan.FromSeconds(Math.Ceiling(left)):g} left";
            }
        };
    }
}

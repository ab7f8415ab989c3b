namespace Experiments;

/// <summary>How far a run is: with the model, the optimizer and what is carried, all that it goes on from.</summary>
internal sealed class Progress
{
    /// <summary>The steps of an epoch.</summary>
    public required int StepsPerEpoch { get; init; }

    /// <summary>How many steps there have been.</summary>
    public int Steps { get; set; }

    /// <summary>The time that they took, evaluations included.</summary>
    public double Seconds { get; set; }

    /// <summary>The sum of the losses since the log's last row of steps, and how many these are.</summary>
    public (double Sum, int Count) RowLoss { get; set; }

    /// <summary>The sum of the losses of the epoch.</summary>
    public double EpochLoss { get; set; }

    public required RunLog Log { get; init; }

    /// <summary>What comes next. It follows from what there has been, so that a run can end anywhere and go on from there.</summary>
    /// <param name="job">The run.</param>
    public Piece Next(TrainingJob job)
    {
        if (Log.Diverged is not null) return Piece.None;
        if (Steps % StepsPerEpoch == 0 && Log.Epochs.Count <= Steps / StepsPerEpoch) return Piece.Evaluation;
        var isOver = Steps >= job.Epochs * StepsPerEpoch || HasStalled(job);
        var isAnalysed = Log.Analyses.Count > 0 && Log.Analyses[^1].Step >= Steps;
        var analyseEvery = job.AnalyseEvery(StepsPerEpoch);
        if (analyseEvery > 0 && (Steps % analyseEvery == 0 || isOver) && !isAnalysed) return Piece.Analysis;
        return isOver ? Piece.None : Piece.Step;
    }

    /// <summary>Whether the validation has not become better for longer than the run's patience.</summary>
    public bool HasStalled(TrainingJob job)
    {
        if (job.Patience == 0 || Steps % StepsPerEpoch != 0) return false;
        var best = Log.Epochs[0];
        foreach (var row in Log.Epochs)
            if (job.Task.Metric.IsBetter(row.Validation.Metric, best.Validation.Metric)) best = row;
        return Log.Epochs[^1].Epoch - best.Epoch > job.Patience;
    }
}

/// <summary>A piece of the work of a run.</summary>
internal enum Piece
{
    /// <summary>There is no more.</summary>
    None,

    /// <summary>A step of training.</summary>
    Step,

    /// <summary>The evaluation at the end of an epoch, and of the untrained model.</summary>
    Evaluation,

    /// <summary>Measuring what --analyse asks for.</summary>
    Analysis,
}

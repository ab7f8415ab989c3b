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
    /// <param name="epochs">How many epochs there are to be.</param>
    /// <param name="analyseEvery">After how many steps there are analyses; 0 for none.</param>
    public Piece Next(int epochs, int analyseEvery)
    {
        var last = epochs * StepsPerEpoch;
        if (Log.Diverged is not null) return Piece.None;
        if (Steps % StepsPerEpoch == 0 && Log.Epochs.Count <= Steps / StepsPerEpoch) return Piece.Evaluation;
        var isAnalysed = Log.Analyses.Count > 0 && Log.Analyses[^1].Step >= Steps;
        if (analyseEvery > 0 && (Steps % analyseEvery == 0 || Steps == last) && !isAnalysed) return Piece.Analysis;
        return Steps < last ? Piece.Step : Piece.None;
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

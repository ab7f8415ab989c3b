namespace Experiments;

/// <summary>What a run has measured so far. Seconds are of training, whatever time lay between interruptions.</summary>
internal sealed class RunLog
{
    /// <summary>When the run began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>A row every so many steps.</summary>
    public List<StepRow> Steps { get; init; } = [];

    /// <summary>A row per epoch, the first of the untrained model.</summary>
    public List<EpochRow> Epochs { get; init; } = [];

    public List<AnalysisRow> Analyses { get; init; } = [];

    /// <summary>After how many steps the loss was infinite or not a number; null if it never was.</summary>
    public int? Diverged { get; set; }
}

/// <summary>Some steps.</summary>
/// <param name="Epoch">The epoch they belong to, the first being 1.</param>
/// <param name="Step">How many steps there have been.</param>
/// <param name="Loss">The mean loss of the steps since the row before.</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Seconds">The time so far.</param>
internal sealed record StepRow(int Epoch, int Step, double Loss, double LearningRate, double Seconds);

/// <summary>An epoch.</summary>
/// <param name="Epoch">How many epochs there have been.</param>
/// <param name="Step">How many steps there have been.</param>
/// <param name="TrainingLoss">The mean loss of the steps of the epoch; NaN of an untrained model.</param>
/// <param name="Validation">How good the model is on the examples for validation.</param>
/// <param name="Test">On those for testing; null where there are none.</param>
/// <param name="LearningRate">The learning rate of the epoch; that of the first, of an untrained model.</param>
/// <param name="Seconds">The time so far.</param>
internal sealed record EpochRow(
    int Epoch, int Step, double TrainingLoss, Scores Validation, Scores? Test, double LearningRate, double Seconds);

/// <summary>An analysis.</summary>
/// <param name="Step">After how many steps.</param>
/// <param name="Values">The values, by the key of the quantity.</param>
/// <param name="Seconds">The time so far.</param>
internal sealed record AnalysisRow(int Step, IReadOnlyDictionary<string, double> Values, double Seconds);

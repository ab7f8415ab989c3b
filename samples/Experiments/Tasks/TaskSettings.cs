namespace Experiments;

/// <summary>The settings that every training task has.</summary>
internal static class TaskSettings
{
    /// <param name="batch">Examples of a step.</param>
    /// <param name="epochs">Passes over the training data.</param>
    /// <param name="weightDecay">The weight decay.</param>
    /// <param name="clip">The largest norm of the gradients; 0 for no limit.</param>
    /// <param name="patience">Epochs without a better validation after which a run ends; 0 for never.</param>
    public static IReadOnlyList<Setting> Common(int batch, int epochs, double weightDecay, double clip = 0, int patience = 0) =>
    [
        Setting.Whole("batch", batch, "examples of a step", 1, 100_000),
        Setting.Whole("epochs", epochs, "passes over the training data", 0, 100_000),
        Setting.Whole("patience", patience, "a run ends after more epochs than these without a better validation; 0 for never", 0, 100_000),
        Setting.Number("weight-decay", weightDecay, "weight decay, by the optimizer's own rule", 0, 1),
        Setting.Number("clip", clip, "the largest norm of all gradients together; 0 for no limit", 0, 1e6),
    ];
}

namespace Experiments;

/// <summary>The settings that are of no task: they change what is written down, not what is trained.</summary>
internal static class RunSettings
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Whole("log-every", 50, "steps from one row of the log to the next", 1, 1_000_000),
        Setting.Whole("checkpoint-every", 0, "steps from one checkpoint to the next; 0 for one per epoch", 0, 1_000_000),
        Setting.Whole("analyse-every", 0, "steps from one analysis to the next; 0 for one per epoch", 0, 1_000_000),
        Setting.Whole("sharpness-iterations", 50, "the most steps of the power iteration, each a product with the Hessian", 1, 10_000),
    ];
}

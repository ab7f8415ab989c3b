namespace Experiments;

/// <summary>The learning rate is multiplied by the same factor after certain epochs.</summary>
internal static class StepDecay
{
    /// <summary>Its settings.</summary>
    /// <param name="milestones">The epochs after which it is.</param>
    public static IReadOnlyList<Setting> Settings(params int[] milestones) =>
    [
        Setting.Wholes("milestones", milestones, "the epochs after which the learning rate is multiplied by lr-factor", 1, 100_000),
        Setting.Number("lr-factor", 0.1, "what it is multiplied by", 0, 1),
    ];

    /// <summary>What it has been multiplied by altogether in an epoch, the first being 0.</summary>
    public static double Factor(Settings settings, int epoch) =>
        Math.Pow(settings.Number("lr-factor"), settings.Wholes("milestones").Count(milestone => milestone <= epoch));
}

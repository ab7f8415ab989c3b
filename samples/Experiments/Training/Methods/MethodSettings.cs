namespace Experiments;

/// <summary>The hyperparameters that several optimizers have.</summary>
internal static class MethodSettings
{
    public static Setting LearningRate(double value) => Setting.Number("lr", value, "the learning rate", 0, 1000);

    public static Setting Momentum(double value) =>
        Setting.Number("momentum", value, "the share of the velocity that a step keeps", 0, 0.999999);

    public static Setting Betas { get; } = Setting.Numbers("betas", [0, 0.9, 0.99], "the damping vector", 0, 0.999999);

    public static Setting Alpha { get; } = Setting.Number("alpha", 0.99, "the decay of the second moment", 0, 0.999999);

    public static Setting Epsilon { get; } = Setting.Number("eps", 1e-8, "what keeps the denominator from zero", 0, 1);

    public static Setting Rho { get; } = Setting.Number("rho", 0.05, "ρ, how far up SAM looks", 0, 10);

    /// <summary>Those of Adam.</summary>
    public static IReadOnlyList<Setting> Moments(double beta2) =>
    [
        LearningRate(1e-3),
        Setting.Number("beta1", 0.9, "the decay of the first moment", 0, 0.999999),
        Setting.Number("beta2", beta2, "the decay of the second moment", 0, 0.999999),
        Epsilon,
    ];

    /// <summary>Those of a critical memory.</summary>
    public static IReadOnlyList<Setting> Memory(int capacity) =>
    [
        Setting.Whole("capacity", capacity, "C, the slots of the critical memory", 0, 1000),
        Setting.Number("decay", 0.7, "λ, what priorities are multiplied by", 0, 1),
    ];
}

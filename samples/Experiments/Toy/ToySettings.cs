namespace Experiments;

/// <summary>The settings that the toy experiments share; the paper's values, sections 4 and A.1 to A.3.</summary>
internal static class ToySettings
{
    /// <summary>Of the optimizers and their runs.</summary>
    public static IReadOnlyList<Setting> Optimizers(double lr = 0.1, int capacity = 5, double decay = 0.7) =>
    [
        Setting.Number("lr", lr, "the learning rate", 1e-6, 10),
        Setting.Number("beta1", 0.9, "the decay of the first moment", 0, 0.9999),
        Setting.Number("beta2", 0.99, "the decay of the second moment", 0, 0.999999),
        Setting.Whole("capacity", capacity, "C, the slots of the critical memory", 0, 1000),
        Setting.Number("decay", decay, "λ, what priorities are multiplied by", 0, 1),
        Setting.Number("rho", 0.05, "ρ, how far up SAM looks", 0, 10),
        Setting.Whole("steps", 500, "steps of a run", 1, 100_000),
        Setting.Whole("drop", 250, "the step after which the learning rate is divided by 10", 0, 100_000),
    ];

    /// <summary>Of the surfaces, where the name of one is not clear.</summary>
    public static IReadOnlyList<Setting> Surfaces { get; } =
    [
        Setting.Choice("goldstein-price", "whether the variables are scaled as by Picheny et al. 2013", "standard", "scaled"),
        Setting.Choice("levy", "which of the two functions of that name", "general", "number13"),
        Setting.Number("rosenbrock", 1, "the weight of Rosenbrock's function in the sum with Ackley's", 0, 1000),
    ];

    /// <summary>How many initial points are drawn.</summary>
    public static Setting Seeds { get; } = Setting.Whole("seeds", 20, "initial points, each drawn from the surface's region", 1, 10_000);

    public static Hyperparameters Hyperparameters(Settings settings) => new(
        settings.Number("lr"), settings.Number("beta1"), settings.Number("beta2"),
        settings.Whole("capacity"), settings.Number("decay"), settings.Number("rho"));

    public static Schedule Schedule(Settings settings) => new(settings.Whole("steps"), settings.Whole("drop"));

    public static GoldsteinPrice GoldsteinPrice(Settings settings) => new(settings.Word("goldstein-price") == "scaled");

    public static Levy Levy(Settings settings) => new(settings.Word("levy") == "number13");

    /// <summary>The four surfaces of the plane.</summary>
    public static IReadOnlyList<Surface> All(Settings settings) =>
        [GoldsteinPrice(settings), new Ackley(), Levy(settings), new AckleyRosenbrock(settings.Number("rosenbrock"))];

    /// <summary>The two of the tables of sharpness.</summary>
    public static IReadOnlyList<Surface> OfTables(Settings settings) => [GoldsteinPrice(settings), Levy(settings)];
}

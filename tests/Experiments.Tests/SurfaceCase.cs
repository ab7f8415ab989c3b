namespace Experiments.Tests;

/// <summary>The surfaces that every kind of test runs over.</summary>
internal static class SurfaceCase
{
    private static readonly Dictionary<string, Surface> Surfaces = new()
    {
        ["Ackley"] = new Ackley(),
        ["Goldstein-Price"] = new GoldsteinPrice(),
        ["Goldstein-Price, scaled"] = new GoldsteinPrice(scaled: true),
        ["Levy"] = new Levy(),
        ["Levy N. 13"] = new Levy(number13: true),
        ["Ackley + Rosenbrock"] = new AckleyRosenbrock(0.3),
        ["Two minima"] = new TwoMinima([.. Enumerable.Range(1, Points).Select(i => 3.0 * i)]),
    };

    /// <summary>How many points a test looks at.</summary>
    public const int Points = 20;

    public static TheoryData<string> Names => [.. Surfaces.Keys];

    public static Surface Of(string name) => Surfaces[name];
}

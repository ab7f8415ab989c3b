using System.Collections.Concurrent;

namespace Experiments.Tests;

/// <summary>What becomes of the paper's claims, with a fixed seed and, where that is enough, fewer initial points, whichever way it turns out.</summary>
public sealed class ClaimsTests
{
    private static readonly Dictionary<string, string[]> Reduced = new()
    {
        ["loss-curves"] = [],
        ["escape-maps"] = ["points=21", "sharpnesses=11"],
        ["escape-ratio"] = ["starts=10", "sharpnesses=5"],
        ["sharpness"] = [],
        ["capacity"] = ["seeds=8", "capacities=5,20", "decays=0.7"],
    };

    private static readonly ConcurrentDictionary<string, Lazy<Findings>> Results = new();

    [Theory]
    [InlineData("loss-curves", "Goldstein-Price: Adam+CM finds the lowest loss", false)]
    [InlineData("loss-curves", "Ackley: Adam+CM finds the lowest loss", true)]
    [InlineData("loss-curves", "Levy: Adam+CM finds the lowest loss", true)]
    [InlineData("loss-curves", "Ackley + Rosenbrock: Adam+CM finds the lowest loss", true)]
    [InlineData("escape-maps", "C = 5: Adam+CM ends at the sharp minimum least often", true)]
    [InlineData("escape-maps", "C = 20: Adam+CM ends at the sharp minimum least often", true)]
    [InlineData("escape-ratio", "D = 1: Adam+CM escapes more often than the others as s grows", true)]
    [InlineData("escape-ratio", "D = 1: the sharper the minimum, the more often Adam+CM escapes", true)]
    [InlineData("escape-ratio", "D = 10: Adam+CM escapes more often than the others as s grows", true)]
    [InlineData("escape-ratio", "D = 10: the sharper the minimum, the more often Adam+CM escapes", true)]
    [InlineData("sharpness", "Goldstein-Price: Adam+CM has the lowest loss", false)]
    [InlineData("sharpness", "Goldstein-Price: Adam+CM has the lowest sharpness", true)]
    [InlineData("sharpness", "Levy: Adam+CM has the lowest loss", true)]
    [InlineData("sharpness", "Levy: Adam+CM has the lowest sharpness", false)]
    [InlineData("capacity", "Goldstein-Price, λ = 0.7: Adam+CM ends flatter with the largest C", false)]
    [InlineData("capacity", "Levy, λ = 0.7: Adam+CM ends flatter with the largest C", false)]
    public void Verdicts(string experiment, string claim, bool holds)
    {
        var found = Results.GetOrAdd(experiment, name => new(() => Run(name))).Value.Claims.Single(one => one.Text.StartsWith(claim, StringComparison.Ordinal));
        Assert.True(found.Holds == holds, $"{found.Verdict}: {found.Text} {found.Evidence}");
    }

    private static Findings Run(string name)
    {
        var experiment = Experiment.All.Single(one => one.Name == name);
        var settings = Settings.Of([experiment.Settings], Reduced[name])[0];
        var advanced = 0;
        var findings = experiment.Run(new(settings, Contestant.All, Seed: 1, () => Interlocked.Increment(ref advanced), CancellationToken.None));
        Assert.Equal(experiment.Work(settings, Contestant.All), advanced);
        return findings;
    }

    [Fact]
    public void A_cancelled_experiment_ends()
    {
        using var cancellation = new CancellationTokenSource();
        var experiment = new LossCurves();
        var settings = Settings.Of([experiment.Settings], ["steps=100000"])[0];
        Assert.ThrowsAny<OperationCanceledException>(() => experiment.Run(new(settings, Contestant.All, 1, cancellation.Cancel, cancellation.Token)));
    }
}

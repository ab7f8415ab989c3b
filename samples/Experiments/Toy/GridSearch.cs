namespace Experiments;

/// <summary>Every optimizer with the hyperparameters that are best for it, rather than the same for all.</summary>
internal sealed class GridSearch : Experiment
{
    public override string Name => "grid-search";

    public override string Title => "Loss and sharpness with the best hyperparameters of each";

    public override string Source => "the grid search of section A.2";

    public override IReadOnlyList<Setting> Settings { get; } =
    [
        .. ToySettings.Optimizers().Where(setting => setting.Name is "beta1" or "beta2" or "steps" or "drop"),
        .. ToySettings.Surfaces, ToySettings.Seeds,
        Setting.Numbers("lrs", [0.03, 0.1, 0.3], "learning rates", 1e-6, 10),
        Setting.Wholes("capacities", [5, 20], "C", 0, 1000),
        Setting.Numbers("decays", [0.7, 0.99], "λ", 0, 1),
        Setting.Numbers("rhos", [0.05, 0.1], "ρ of SAM", 0, 10),
    ];

    public override int Work(Settings settings, IReadOnlyList<Contestant> contestants) =>
        ToySettings.OfTables(settings).Count * contestants.Sum(contestant => Grid(settings, contestant).Count) * settings.Whole("steps");

    public override Findings Run(Trial trial)
    {
        var surfaces = ToySettings.OfTables(trial.Settings);
        var cases = (from surface in surfaces
                     from contestant in trial.Contestants
                     from with in Grid(trial.Settings, contestant)
                     select (surface, contestant, with)).ToList();
        var endings = trial.OnAllCores(cases, one => Ending.Of(one.surface, one.contestant, one.with, trial));

        var findings = new Findings();
        findings.Remarks.Add($"{cases.Count} combinations; the best of each optimizer is that with the lowest mean loss. The grid is this program's.");
        foreach (var surface in surfaces)
        {
            var best = trial.Contestants.Select(contestant => cases.Zip(endings)
                .Where(pair => pair.First.surface == surface && pair.First.contestant == contestant).MinBy(pair => pair.Second.Loss)).ToList();
            findings.Tables.Add(new(surface.Name, ["loss", "sharpness", "lr", "C", "λ", "ρ"], [.. best.Select(pair => Row(pair.First.contestant, pair.First.with, pair.Second))]));
            findings.Claims.Add(Claim.IsLowest($"{surface.Name}: with the best hyperparameters of each, Adam+CM has the lowest loss.",
                best.ToDictionary(pair => pair.First.contestant.Name, pair => pair.Second.Loss), "Adam+CM", "Adam", "Adam+SAM", "Adam+CG"));
        }

        return findings;
    }

    private static FindingsRow Row(Contestant contestant, Hyperparameters with, Ending ending) => new(contestant.Name, contestant.Style,
    [
        Numbers.WithSpread(ending.Losses), Numbers.WithSpread(ending.Sharpnesses), $"{with.LearningRate}",
        contestant.HasMemory ? $"{with.Capacity}" : PaperFigures.Missing, contestant.HasMemory ? $"{with.Decay}" : PaperFigures.Missing,
        contestant.IsSharpnessAware ? $"{with.Rho}" : PaperFigures.Missing,
    ]);

    private static List<Hyperparameters> Grid(Settings settings, Contestant contestant) =>
        [.. from lr in settings.Numbers("lrs")
            from capacity in contestant.HasMemory ? settings.Wholes("capacities") : [0]
            from decay in contestant.HasMemory ? settings.Numbers("decays") : [0]
            from rho in contestant.IsSharpnessAware ? settings.Numbers("rhos") : [0]
            select new Hyperparameters(lr, settings.Number("beta1"), settings.Number("beta2"), capacity, decay, rho)];
}

namespace Experiments;

/// <summary>Loss and sharpness where the runs end, over the capacity of the memory and the decay of its priorities.</summary>
internal sealed class CapacityAndDecay : Experiment
{
    public override string Name => "capacity";

    public override string Title => "Loss and sharpness by capacity and decay";

    public override string Source => "table 2";

    public override IReadOnlyList<Setting> Settings { get; } =
    [
        .. ToySettings.Optimizers(capacity: 20, decay: 0.99).Where(setting => setting.Name is not ("capacity" or "decay")),
        .. ToySettings.Surfaces, ToySettings.Seeds,
        Setting.Wholes("capacities", [5, 10, 20, 50], "C", 0, 1000),
        Setting.Numbers("decays", [0.7, 0.99], "λ", 0, 1),
    ];

    public override int Work(Settings settings, IReadOnlyList<Contestant> contestants) =>
        ToySettings.OfTables(settings).Count * Cases(settings, contestants).Count * settings.Whole("steps");

    public override Findings Run(Trial trial)
    {
        var settings = trial.Settings;
        var with = new Hyperparameters(settings.Number("lr"), settings.Number("beta1"), settings.Number("beta2"), Rho: settings.Number("rho"));
        var surfaces = ToySettings.OfTables(settings);
        var rows = Cases(settings, trial.Contestants);
        var cases = rows.SelectMany(row => surfaces.Select(surface => (row, surface))).ToList();
        var endings = trial.OnAllCores(cases, one => Ending.Of(
            one.surface, one.row.contestant, with with { Capacity = one.row.capacity, Decay = one.row.decay }, trial)).Chunk(surfaces.Count).ToList();

        var findings = new Findings();
        findings.Remarks.Add("Means and standard deviations over the initial points, of the optimizers that have a memory.");
        findings.Remarks.Add(PaperFigures.Remark);
        findings.Tables.Add(new("Loss and sharpness", PaperFigures.Columns(surfaces), [.. rows.Zip(endings, (row, ofRow) =>
            new FindingsRow($"{row.contestant.Name}, C = {row.capacity}, λ = {row.decay}", row.contestant.Style, PaperFigures.Cells(ofRow)))]));
        foreach (var contestant in rows.Select(row => row.contestant).Distinct().Where(contestant => contestant.Name.EndsWith("+CM", StringComparison.Ordinal)))
            foreach (var decay in settings.Numbers("decays"))
                for (var i = 0; i < surfaces.Count; i++)
                    findings.Claims.Add(Flatter(surfaces[i], i, contestant, decay));
        return findings;

        Claim Flatter(Surface surface, int column, Contestant contestant, double decay)
        {
            var chosen = rows.Zip(endings).Where(pair => pair.First.contestant == contestant && pair.First.decay == decay)
                .Select(pair => (pair.First.capacity, pair.Second[column].Sharpness)).OrderBy(pair => pair.capacity).ToList();
            return new(
                $"{surface.Name}, λ = {decay}: {contestant.Name} ends flatter with the largest C than with the smallest.",
                chosen.Count > 1 ? chosen[^1].Sharpness < chosen[0].Sharpness : null,
                "sharpness " + string.Join(", ", chosen.Select(pair => $"{Numbers.Short(pair.Sharpness)} (C = {pair.capacity})")));
        }
    }

    private static List<(Contestant contestant, int capacity, double decay)> Cases(Settings settings, IReadOnlyList<Contestant> contestants) =>
        [.. from contestant in contestants
            where contestant.HasMemory
            from decay in settings.Numbers("decays")
            from capacity in settings.Wholes("capacities")
            select (contestant, capacity, decay)];
}

namespace Experiments;

/// <summary>The ways of the optimizers over the surfaces, on contour plots.</summary>
internal sealed class Trajectories : Experiment
{
    public override string Name => "trajectories";

    public override string Title => "Trajectories";

    public override string Source => "figures 1, 2, 3, 11, 13 and 14";

    public override IReadOnlyList<Setting> Settings { get; } =
    [
        .. ToySettings.Optimizers(), .. ToySettings.Surfaces,
        Setting.Whole("starts", 2, "initial points on each surface", 1, 20),
    ];

    public override int Work(Settings settings, IReadOnlyList<Contestant> contestants) =>
        ToySettings.All(settings).Count * contestants.Count * settings.Whole("steps");

    public override Findings Run(Trial trial)
    {
        var with = ToySettings.Hyperparameters(trial.Settings);
        var schedule = ToySettings.Schedule(trial.Settings);
        var surfaces = ToySettings.All(trial.Settings);
        var cases = surfaces.SelectMany(surface => trial.Contestants.Select(contestant => (surface, contestant))).ToList();
        var all = trial.OnAllCores(cases, one => Descent.From(
            one.surface, one.contestant, with, schedule, one.surface.Region.Draw(trial.Settings.Whole("starts"), trial.Seed),
            trial.Advance, keepPaths: true));

        var findings = new Findings();
        findings.Remarks.Add("Circles are initial points, diamonds where the runs end. The lines are of equal height.");
        findings.Remarks.AddRange(surfaces.Select(surface => $"{surface.Name}: {surface.Formula}."));
        foreach (var surface in surfaces)
        {
            var runs = all.Where((_, i) => cases[i].surface == surface).ToList();
            var plot = new ContourPlot(surface);
            foreach (var one in runs)
                for (var run = 0; run < one.Count; run++) plot.Path(one.Contestant.Style, one.Path(run));
            findings.Figures.Add(plot.ToSvg());
        }

        findings.Tables.Add(new("Mean loss where the runs end", [.. surfaces.Select(surface => surface.Name)], [.. trial.Contestants.Select(contestant =>
            new FindingsRow(contestant.Name, contestant.Style, [.. surfaces.Select(surface => Numbers.Short(End(surface, contestant)))]))]));
        return findings;

        double End(Surface surface, Contestant contestant) => all[cases.IndexOf((surface, contestant))].FinalLosses.Average();
    }
}

namespace Experiments;

/// <summary>The loss over the steps, averaged over initial points.</summary>
internal sealed class LossCurves : Experiment
{
    public override string Name => "loss-curves";

    public override string Title => "Averaged loss curves";

    public override string Source => "figure 3";

    public override IReadOnlyList<Setting> Settings { get; } = [.. ToySettings.Optimizers(), .. ToySettings.Surfaces, ToySettings.Seeds];

    public override int Work(Settings settings, IReadOnlyList<Contestant> contestants) =>
        ToySettings.All(settings).Count * contestants.Count * settings.Whole("steps");

    public override Findings Run(Trial trial)
    {
        var with = ToySettings.Hyperparameters(trial.Settings);
        var schedule = ToySettings.Schedule(trial.Settings);
        var findings = new Findings();
        var surfaces = ToySettings.All(trial.Settings);
        foreach (var surface in surfaces)
        {
            var starts = surface.Region.Draw(trial.Settings.Whole("seeds"), trial.Seed);
            var all = trial.OnAllCores(trial.Contestants, contestant =>
                Descent.From(surface, contestant, with, schedule, starts, trial.Advance));

            // From a little above where the first tenth of the steps leads: the initial losses would flatten all that follows.
            var means = all.Select(runs => runs.MeanLosses.ToList()).ToList();
            var (bottom, top) = (means.Min(curve => curve.Min()), means.Max(curve => curve[schedule.Steps / 10]));
            var margin = Math.Max(1e-6, 0.05 * (top - bottom));
            var chart = new Chart($"Mean loss, {surface.Name}", schedule.Steps, bottom - margin, top + margin);
            foreach (var (runs, curve) in all.Zip(means)) chart.Curve(runs.Contestant.Style, curve.Select((loss, step) => ((double)step, loss)));
            findings.Figures.Add(chart.ToSvg());

            var ends = all.ToDictionary(runs => runs.Contestant.Name, runs => runs.FinalLosses.Average());
            findings.Claims.Add(Claim.IsLowest(
                $"{surface.Name}: Adam+CM finds the lowest loss.", ends, "Adam+CM", "Adam", "Adam+SAM", "Adam+CG"));
        }

        return findings;
    }
}

namespace Experiments;

/// <summary>Loss and sharpness where the runs end, for each optimizer.</summary>
internal sealed class FinalSharpness : Experiment
{
    public override string Name => "sharpness";

    public override string Title => "Loss and sharpness at the end";

    public override string Source => "the table beside figure 4";

    public override IReadOnlyList<Setting> Settings { get; } =
        [.. ToySettings.Optimizers(capacity: 20, decay: 0.99), .. ToySettings.Surfaces, ToySettings.Seeds];

    public override int Work(Settings settings, IReadOnlyList<Contestant> contestants) =>
        ToySettings.OfTables(settings).Count * contestants.Count * settings.Whole("steps");

    public override Findings Run(Trial trial)
    {
        var with = ToySettings.Hyperparameters(trial.Settings);
        var surfaces = ToySettings.OfTables(trial.Settings);
        var cases = trial.Contestants.SelectMany(contestant => surfaces.Select(surface => (contestant, surface))).ToList();
        var endings = trial.OnAllCores(cases, one => Ending.Of(one.surface, one.contestant, with, trial)).Chunk(surfaces.Count).ToList();

        var findings = new Findings();
        findings.Remarks.Add("Means and standard deviations over the initial points. Sharpness is the largest eigenvalue of the Hessian "
            + "where a run ends, by power iteration.");
        findings.Remarks.Add(PaperFigures.Remark);
        findings.Tables.Add(new("Loss and sharpness", PaperFigures.Columns(surfaces),
            [.. trial.Contestants.Zip(endings, (contestant, row) => new FindingsRow(contestant.Name, contestant.Style, PaperFigures.Cells(row)))]));
        for (var i = 0; i < surfaces.Count; i++)
        {
            findings.Claims.Add(Lowest("loss", ending => ending.Loss));
            findings.Claims.Add(Lowest("sharpness", ending => ending.Sharpness));

            Claim Lowest(string what, Func<Ending, double> figure) => Claim.IsLowest(
                $"{surfaces[i].Name}: Adam+CM has the lowest {what}.",
                trial.Contestants.Zip(endings).ToDictionary(pair => pair.First.Name, pair => figure(pair.Second[i])),
                "Adam+CM", "Adam", "Adam+SAM", "Adam+CG");
        }

        return findings;
    }
}

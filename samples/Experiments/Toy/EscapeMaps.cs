namespace Experiments;

/// <summary>From which initial points, at which sharpness, an optimizer leaves the sharp minimum, in one dimension.</summary>
internal sealed class EscapeMaps : Experiment
{
    public override string Name => "escape-maps";

    public override string Title => "Escape from a sharp minimum, by initial point and sharpness";

    public override string Source => "figures 6, 17 and 18";

    public override IReadOnlyList<Setting> Settings { get; } =
    [
        .. ToySettings.Optimizers(lr: 0.05),
        Setting.Wholes("capacities", [5, 20], "C of the maps of each optimizer with a memory, in place of capacity", 0, 1000),
        Setting.Number("from", -2, "the first initial point", -100, 100),
        Setting.Number("to", 2, "the last initial point", -100, 100),
        Setting.Whole("points", 41, "initial points", 2, 1000),
        Setting.Number("flattest", 1, "the first s", 0.01, 1e6),
        Setting.Number("sharpest", 1000, "the last s", 0.01, 1e6),
        Setting.Whole("sharpnesses", 31, "values of s, each the same multiple of the one before", 2, 1000),
    ];

    public override int Work(Settings settings, IReadOnlyList<Contestant> contestants) =>
        Cases(settings, contestants).Count * settings.Whole("steps");

    public override Findings Run(Trial trial)
    {
        var settings = trial.Settings;
        var with = ToySettings.Hyperparameters(settings);
        var starts = Enumerable.Range(0, settings.Whole("points")).Select(i =>
            settings.Number("from") + (settings.Number("to") - settings.Number("from")) * i / (settings.Whole("points") - 1)).ToArray();
        var values = Numbers.Geometric(settings.Number("flattest"), settings.Number("sharpest"), settings.Whole("sharpnesses"));

        var points = new double[starts.Length * values.Length, 1];
        var sharpness = new double[starts.Length * values.Length];
        for (var i = 0; i < sharpness.Length; i++)
            (points[i, 0], sharpness[i]) = (starts[i % starts.Length], values[i / starts.Length]);

        var cases = Cases(settings, trial.Contestants);
        var all = trial.OnAllCores(cases, one => Descent.From(
            new TwoMinima(sharpness), one.contestant, with with { Capacity = one.capacity }, ToySettings.Schedule(settings), points, trial.Advance)
            .Escapes(sharpness).Select(coordinates => coordinates[0]).ToArray());

        var findings = new Findings();
        findings.Remarks.Add("The minimum at 0 has the curvature 2, that at 1 the curvature 2s. A cell is filled where the run ends "
            + "at the flat minimum, and left empty where it ends at the sharp one. The line is the edge of the sharp minimum's basin.");
        Dictionary<string, double> escaped = [];
        for (var i = 0; i < cases.Count; i++)
        {
            var label = Label(cases[i].contestant, cases[i].capacity);
            var map = new EscapeMap(label, cases[i].contestant.Style, starts, values, all[i]);
            findings.Figures.Add(map.ToSvg());
            escaped[label] = all[i].Average(left => left ? 1.0 : 0);
        }

        findings.Tables.Add(new("Share of the cells that end at the flat minimum", ["share"],
            [.. cases.Zip(escaped, (one, pair) => new FindingsRow(pair.Key, one.contestant.Style, [$"{pair.Value:0.000}"]))]));
        foreach (var capacity in settings.Wholes("capacities"))
        {
            var stuck = escaped.ToDictionary(pair => pair.Key, pair => 1 - pair.Value);
            findings.Claims.Add(Claim.IsLowest($"C = {capacity}: Adam+CM ends at the sharp minimum least often (shares of the cells).",
                stuck, $"Adam+CM, C = {capacity}", "Adam", "Adam+SAM", $"Adam+CG, C = {capacity}"));
        }

        return findings;
    }

    private static List<(Contestant contestant, int capacity)> Cases(Settings settings, IReadOnlyList<Contestant> contestants) =>
        [.. contestants.SelectMany(contestant => (contestant.HasMemory ? settings.Wholes("capacities") : [0]).Select(capacity => (contestant, capacity)))];

    private static string Label(Contestant contestant, int capacity) =>
        contestant.HasMemory ? $"{contestant.Name}, C = {capacity}" : contestant.Name;
}

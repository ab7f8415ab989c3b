namespace Experiments;

/// <summary>How often an optimizer that starts beside the sharp minimum ends at the flat one, over the sharpness.</summary>
internal sealed class EscapeRatios : Experiment
{
    public override string Name => "escape-ratio";

    public override string Title => "Escape ratio over sharpness";

    public override string Source => "figures 4 and 12";

    public override IReadOnlyList<Setting> Settings { get; } =
    [
        .. ToySettings.Optimizers(lr: 0.05),
        Setting.Wholes("capacities", [5, 10, 20], "C of the curves over C", 0, 1000),
        Setting.Wholes("dimensions", [1, 10], "D", 1, 1000),
        Setting.Whole("starts", 50, "initial points for each s", 1, 10_000),
        Setting.Number("from", 1, "the least coordinate of an initial point", -100, 100),
        Setting.Number("to", 2, "the greatest", -100, 100),
        Setting.Number("flattest", 1, "the first s", 0.01, 1e6),
        Setting.Number("sharpest", 1000, "the last s", 0.01, 1e6),
        Setting.Whole("sharpnesses", 13, "values of s, each the same multiple of the one before", 2, 1000),
        Setting.Choice("count", "what escapes: each coordinate of a point, or a point once all its coordinates have", "coordinates", "points"),
    ];

    public override int Work(Settings settings, IReadOnlyList<Contestant> contestants) =>
        settings.Wholes("dimensions").Length * (contestants.Count + settings.Wholes("capacities").Length) * settings.Whole("steps");

    public override Findings Run(Trial trial)
    {
        var settings = trial.Settings;
        var with = ToySettings.Hyperparameters(settings);
        var values = Numbers.Geometric(settings.Number("flattest"), settings.Number("sharpest"), settings.Whole("sharpnesses"));
        var capacities = settings.Wholes("capacities");
        // With --optim Published-CM that is the one to follow over C.
        var momenta = trial.Contestants.LastOrDefault(contestant => contestant is { HasMemory: true, IsSharpnessAware: false }) ?? Contestant.Named("Adam+CM")!;
        var findings = new Findings();
        findings.Remarks.Add("Every coordinate of an initial point is drawn uniformly from "
            + $"[{settings.Word("from")}, {settings.Word("to")}]: on the far side of the sharp minimum at 1, so that it lies on the way to the "
            + "flat one at 0. The paper's initial points were not at hand. What escapes in ten dimensions can be read in two ways: "
            + $"here it is {settings.Word("count")} (-o count=coordinates or points).");

        foreach (var dimensions in settings.Wholes("dimensions"))
        {
            var (points, sharpness) = Starts(settings, values, dimensions, trial.Seed);
            var cases = trial.Contestants.Select(contestant => (contestant, with))
                .Concat(capacities.Select(capacity => (contestant: momenta, with: with with { Capacity = capacity }))).ToList();
            var ratios = trial.OnAllCores(cases, one => Ratios(settings, Descent.From(
                new TwoMinima(sharpness), one.contestant, one.with, ToySettings.Schedule(settings), points, trial.Advance), sharpness, values.Length));

            var compared = trial.Contestants.Select((contestant, i) => (contestant.Name, contestant.Style, ratios: ratios[i])).ToList();
            var ofCapacities = capacities.Select((capacity, i) =>
                (Name: $"{momenta.Name}, C = {capacity}", Style: $"k{i}", ratios: ratios[trial.Contestants.Count + i])).ToList();
            findings.Figures.Add(Draw($"Escape ratio, D = {dimensions}", values, compared, named: false));
            findings.Figures.Add(Draw($"Escape ratio of {momenta.Name} by C, D = {dimensions}", values, ofCapacities, named: true));
            findings.Tables.Add(new($"Escape ratio, D = {dimensions}", [.. values.Select(s => $"s={s:0.#}")],
                [.. compared.Concat(ofCapacities).Select(one => new FindingsRow(one.Name, one.Style, [.. one.ratios.Select(ratio => $"{ratio:0.00}")]))]));
            findings.Remarks.Add($"D = {dimensions}, {momenta.Name}, means over s: "
                + string.Join(", ", capacities.Zip(ofCapacities, (capacity, one) => $"{one.ratios.Average():0.000} with C = {capacity}")) + ".");
            findings.Claims.AddRange(Claims(dimensions, values, compared.ToDictionary(one => one.Name, one => one.ratios)));
        }

        return findings;
    }

    private static IEnumerable<Claim> Claims(int dimensions, double[] values, Dictionary<string, double[]> compared)
    {
        // "As s grows": over the upper half of the range, so that the claim says nothing of flat minima.
        var sharp = Enumerable.Range(0, values.Length).Where(i => i >= values.Length / 2).ToArray();
        var stuck = compared.ToDictionary(pair => pair.Key, pair => 1 - sharp.Average(i => pair.Value[i]));
        yield return Claim.IsLowest($"D = {dimensions}: Adam+CM escapes more often than the others as s grows (shares stuck, s ≥ {values[sharp[0]]:0.#}).",
            stuck, "Adam+CM", "Adam", "Adam+SAM", "Adam+CG");
        if (compared.TryGetValue("Adam+CM", out var own))
            yield return new($"D = {dimensions}: the sharper the minimum, the more often Adam+CM escapes.",
                own.Zip(own.Skip(1)).All(pair => pair.Second >= pair.First), string.Join(", ", own.Select(ratio => $"{ratio:0.00}")));
    }

    /// <summary>The same initial points for every s, one after the other, and the s of each.</summary>
    private static (double[,] points, double[] sharpness) Starts(Settings settings, double[] values, int dimensions, int seed)
    {
        var count = settings.Whole("starts");
        var (from, to) = (settings.Number("from"), settings.Number("to"));
        var random = new Random(seed);
        var drawn = Enumerable.Range(0, count * dimensions).Select(_ => from + (to - from) * random.NextDouble()).ToArray();
        var points = new double[values.Length * count, dimensions];
        for (var i = 0; i < values.Length; i++)
            Buffer.BlockCopy(drawn, 0, points, i * drawn.Length * sizeof(double), drawn.Length * sizeof(double));
        return (points, [.. values.SelectMany(s => Enumerable.Repeat(s, count))]);
    }

    private static double[] Ratios(Settings settings, Runs runs, double[] sharpness, int values) =>
        [.. runs.Escapes(sharpness).Chunk(runs.Count / values).Select(ofOne => ofOne.Average(coordinates => settings.Word("count") == "points"
            ? coordinates.All(left => left) ? 1.0 : 0
            : coordinates.Average(left => left ? 1.0 : 0)))];

    private static string Draw(string title, double[] values, IReadOnlyList<(string Name, string Style, double[] ratios)> curves, bool named)
    {
        var chart = new Chart(title, Math.Log10(values[^1]), -0.02, 1.02, Math.Log10(values[0]), "log₁₀ s");
        foreach (var curve in curves) chart.Curve(curve.Style, values.Zip(curve.ratios, (s, ratio) => (Math.Log10(s), ratio)));
        if (named)
            foreach (var curve in curves.Reverse()) chart.Key(curve.Style, curve.Name);
        return chart.ToSvg();
    }
}

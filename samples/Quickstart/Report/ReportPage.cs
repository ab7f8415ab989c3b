using System.Net;

namespace Quickstart;

/// <summary>A page with the learning curves and the results.</summary>
internal static class ReportPage
{
    /// <summary>The path to write to, found out to be writable before the work is done rather than after.</summary>
    /// <param name="chosen">What the user chose; null for the usual place.</param>
    /// <exception cref="BadInputException">It is not writable.</exception>
    public static string Prepare(string? chosen)
    {
        var file = chosen ?? Path.Combine(Repository.Root ?? "", "artifacts", "quickstart.html");
        try
        {
            file = Path.GetFullPath(file);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            using var writable = File.Open(file, FileMode.OpenOrCreate, FileAccess.Write);
            return file;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"--report: '{file}' cannot be written ({failure.Message.TrimEnd('.')})");
        }
    }

    public static string Of(Source source, double unigram, IReadOnlyList<Outcome> outcomes)
    {
        var style = Style;
        var charts = Chart("Validation loss", point => point.Validation) + Chart("Training loss", point => point.Training);
        var legend = string.Concat(outcomes.Select(outcome => $"""<span class="{ClassOf(outcome)}">{outcome.Name}</span>"""));
        var rows = string.Concat(outcomes.Select(Row));
        var tried = string.Join("; ", outcomes.Select(outcome => $"{outcome.Name} {string.Join(", ", outcome.Contestant.Tried)}"));
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Learning curves</title>
            <style>
            {style}
            </style>
            </head>
            <body>
            <h1>Learning curves</h1>
            <p>A character-level LSTM learns {WebUtility.HtmlEncode(source.Name)}, {source.Extent}, from the same
            initial weights with each optimizer. Losses are in nats per character; perplexity is their exponential. Knowing only how
            frequent each character is gives {Math.Log(unigram):0.00} nats, a perplexity of {unigram:0.0}.</p>
            <p class="legend">{legend}</p>
            <div class="charts">
            {charts}
            </div>
            <table>
            <thead><tr><th></th><th>learning rate</th><th>training perplexity</th><th>validation perplexity</th><th>ms per step</th><th>of it in step()</th><th>share of step()</th><th>execution</th></tr></thead>
            <tbody>
            {rows}</tbody>
            </table>
            <p class="note">Times are medians. The training perplexity is over the steps since the last point of its curve. The learning
            rates are the best for the validation text among a few tried on the sources of this repository, three epochs each:
            {tried}.</p>
            </body>
            </html>

            """;

        string Chart(string title, Func<Point, double> value)
        {
            var lowest = outcomes.SelectMany(outcome => outcome.Curve).Select(value).Where(double.IsFinite).Min();
            // From a little above the unigram model, which every curve passes early, so that what comes later fills the picture.
            var top = Math.Ceiling(Math.Log(unigram) * 5 + 0.5) / 5;
            var bottom = Math.Min(Math.Floor(lowest * 5) / 5, top - 0.4);
            var chart = new Chart(title, outcomes[0].Curve[^1].Step, bottom, top);
            chart.Level(Math.Log(unigram), "unigram");
            foreach (var outcome in outcomes) chart.Curve(ClassOf(outcome), outcome.Curve.Select(point => (point.Step, value(point))));
            return chart.ToSvg();
        }
    }

    private static string Row(Outcome outcome) => $"""
        <tr><th class="{ClassOf(outcome)}">{outcome.Name}</th><td>{outcome.Contestant.LearningRate}</td><td>{outcome.TrainingPerplexity:0.00}</td><td>{outcome.ValidationPerplexity:0.00}</td><td>{outcome.StepTime:0.0}</td><td>{outcome.OptimizerTime:0.00}</td><td>{100 * outcome.OptimizerShare:0.0} %</td><td>{outcome.ExecutionSummary}</td></tr>

        """;

    /// <summary>The colour of an optimizer, the same whichever others take part.</summary>
    private static string ClassOf(Outcome outcome) => $"c{Contestant.All.IndexOf(outcome.Contestant)}";

    // The colours are those of Okabe and Ito, which colour-blind readers can tell apart, shifted for contrast.
    private const string Style = """
        :root { color-scheme: light dark; --ink: #1d2125; --faint: #6b7178; --rule: #e3e6e9; --paper: #ffffff }
        .c0 { --c: #0072b2 } .c1 { --c: #d55e00 } .c2 { --c: #009e73 } .c3 { --c: #b0569a } .c4 { --c: #b98a00 }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e6e8ea; --faint: #9aa1a8; --rule: #33383d; --paper: #16191c }
          .c0 { --c: #56b4e9 } .c1 { --c: #f0813a } .c2 { --c: #2fc59a } .c3 { --c: #e29acb } .c4 { --c: #f0d048 }
        }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1080px; margin: 2rem auto; padding: 0 1rem }
        h1 { font-size: 1.5rem; margin: 0 0 .5rem }
        p { max-width: 46rem }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(400px, 1fr)); gap: 1rem }
        svg { width: 100% }
        .curve { fill: none; stroke: var(--c); stroke-width: 2; stroke-linejoin: round }
        .grid { stroke: var(--rule) }
        .axis { stroke: var(--faint) }
        .level { stroke: var(--faint); stroke-dasharray: 4 4 }
        .title { font-size: 14px; font-weight: 600; fill: var(--ink) }
        .label { font-size: 12px; fill: var(--faint) }
        .legend span { margin-right: 1.4em; white-space: nowrap }
        .legend span::before { content: ""; display: inline-block; width: 1.4em; height: 3px; margin-right: .5em; vertical-align: .25em; background: var(--c) }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin-top: 1rem }
        th, td { padding: .3rem .8rem; text-align: right; border-bottom: 1px solid var(--rule) }
        thead th { font-weight: 500; color: var(--faint); vertical-align: bottom }
        tbody th { text-align: left; color: var(--c) }
        th:last-child, td:last-child { text-align: left }
        .note { color: var(--faint); font-size: 13px }
        """;
}

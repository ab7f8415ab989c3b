using System.Net;

namespace Quickstart;

/// <summary>A page with the learning curves and the results.</summary>
internal static class ReportPage
{
    public static string Of(Source source, double unigram, IReadOnlyList<Outcome> outcomes)
    {
        var style = PageStyle.Css;
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
            foreach (var outcome in outcomes) chart.Curve(ClassOf(outcome), outcome.Curve.Select(point => ((double)point.Step, value(point))));
            return chart.ToSvg();
        }
    }

    private static string Row(Outcome outcome) => $"""
        <tr><th class="{ClassOf(outcome)}">{outcome.Name}</th><td>{outcome.Contestant.LearningRate}</td><td>{outcome.TrainingPerplexity:0.00}</td><td>{outcome.ValidationPerplexity:0.00}</td><td>{outcome.StepTime:0.0}</td><td>{outcome.OptimizerTime:0.00}</td><td>{100 * outcome.OptimizerShare:0.0} %</td><td>{outcome.ExecutionSummary}</td></tr>

        """;

    /// <summary>The colour of an optimizer, the same whichever others take part.</summary>
    private static string ClassOf(Outcome outcome) => $"c{Contestant.All.IndexOf(outcome.Contestant)}";
}

using System.Net;
using System.Text;

namespace Experiments;

/// <summary>A page with what came of one experiment or several.</summary>
internal static class ExperimentPage
{
    private const string Paper =
        "Malviya et al. 2023, <cite>Promoting Exploration in Memory-Augmented Adam using Critical Momenta</cite>, arXiv 2307.09638";

    /// <param name="command">The command line that makes the page again.</param>
    /// <param name="seed">What random numbers were drawn with.</param>
    /// <param name="contestants">The optimizers that took part.</param>
    /// <param name="parts">The experiments, in order.</param>
    public static string Of(string command, int seed, IReadOnlyList<Contestant> contestants, IReadOnlyList<Outcome> parts)
    {
        var style = PageStyle.Css;
        var title = parts.Count == 1 ? parts[0].Experiment.Title : "The experiments on toy surfaces";
        var legend = string.Concat(contestants.Select(contestant => $"""<span class="{contestant.Style}">{contestant.Name}</span>"""));
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <style>
            {style}
            {Additions}
            </style>
            </head>
            <body>
            <h1>{title}</h1>
            <p>{Paper}, with the optimizers of this library, in float64. The optimizers are those of the paper's algorithms. All
            random numbers are drawn with the seed {seed}. To make this page again:</p>
            <pre>{WebUtility.HtmlEncode(command)}</pre>
            <p class="legend">{legend}</p>
            {(parts.Count == 1 ? "" : Overview(parts))}
            {string.Concat(parts.Select(part => Part(part, alone: parts.Count == 1)))}
            </body>
            </html>

            """;
    }

    private static string Overview(IReadOnlyList<Outcome> parts) => $"""
        <table class="overview"><thead><tr><th>experiment</th><th>in the paper</th><th>claims reproduced</th><th>seconds</th></tr></thead><tbody>
        {string.Concat(parts.Select(part => $"""
            <tr><th><a href="#{part.Experiment.Name}">{part.Experiment.Title}</a></th><td>{part.Experiment.Source}</td><td>{part.ClaimsReproduced}</td><td>{part.Time.TotalSeconds:0.0}</td></tr>

            """))}</tbody></table>
        """;

    private static string Part(Outcome part, bool alone)
    {
        var findings = part.Findings;
        var html = new StringBuilder($"""<section id="{part.Experiment.Name}">""").Append('\n');
        if (!alone) html.Append($"<h2>{part.Experiment.Title}</h2>\n");
        html.Append($"<p>In the paper: {part.Experiment.Source}. It took {part.Time.TotalSeconds:0.0} s.</p>\n");
        foreach (var remark in findings.Remarks) html.Append($"<p>{WebUtility.HtmlEncode(remark)}</p>\n");
        if (findings.Claims.Count > 0)
            html.Append($"""<ul class="claims">{string.Concat(findings.Claims.Select(Claim))}</ul>""").Append('\n');
        html.Append($"""<div class="charts {(part.Experiment is EscapeMaps ? "small" : "")}">{string.Join('\n', findings.Figures)}</div>""").Append('\n');
        foreach (var table in findings.Tables) html.Append(Table(table));
        html.Append($"""<p class="note">Settings: {string.Join(", ", part.Settings.Shown.Select(WebUtility.HtmlEncode))}.</p></section>""");
        return html.Append('\n').ToString();
    }

    private static string Claim(Claim claim) => $"""
        <li class="{claim.Verdict.Replace(' ', '-')}"><b>{claim.Verdict}</b> {WebUtility.HtmlEncode(claim.Text)} <span>{WebUtility.HtmlEncode(claim.Evidence)}</span></li>

        """;

    private static string Table(FindingsTable table) => $"""
        <div class="wide"><table><caption>{table.Title}</caption>
        <thead><tr><th></th>{string.Concat(table.Columns.Select(column => $"<th>{column}</th>"))}</tr></thead>
        <tbody>
        {string.Concat(table.Rows.Select(row => $"<tr><th class=\"{row.Style}\">{row.Label}</th>{string.Concat(row.Cells.Select(cell => $"<td>{cell}</td>"))}</tr>\n"))}</tbody></table></div>

        """;

    // What these pages have beyond those of the other sample.
    private const string Additions = """
        .c5 { --c: #6a5acd } .c6 { --c: #8a4b2a }
        .k0 { --c: #86b6d9 } .k1 { --c: #2f7fb8 } .k2 { --c: #0b3c5d } .k3 { --c: #b0569a }
        @media (prefers-color-scheme: dark) {
          .c5 { --c: #a79bf0 } .c6 { --c: #d59a78 }
          .k0 { --c: #5088ab } .k1 { --c: #6fb3df } .k2 { --c: #d3ebfa } .k3 { --c: #e29acb }
        }
        h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem }
        pre { background: var(--rule); padding: .6rem .8rem; border-radius: 4px; overflow-x: auto; max-width: 46rem }
        a { color: inherit }
        .charts.small { grid-template-columns: repeat(auto-fit, minmax(280px, 1fr)) }
        .contour { fill: none; stroke: var(--faint); stroke-width: 1 }
        .way { stroke-width: 1.6; opacity: .9 }
        .start { fill: var(--paper); stroke: var(--ink); stroke-width: 1.5 }
        .end { fill: var(--c); stroke: var(--paper); stroke-width: 1 }
        .frame { fill: none; stroke: var(--faint) }
        .cell { fill: var(--c); opacity: .75 }
        .edge { fill: none; stroke: var(--ink); stroke-dasharray: 3 3 }
        .wide { overflow-x: auto }
        caption { text-align: left; font-weight: 600; padding: .3rem 0 }
        caption, td { white-space: nowrap }
        .wide th, .wide td { padding: .3rem .5rem }
        tbody th { font-weight: 500; white-space: nowrap }
        th:last-child, td:last-child { text-align: right }
        .overview th:first-child, .overview :is(th, td):nth-child(2) { text-align: left }
        .claims { list-style: none; padding: 0; max-width: 60rem }
        .claims li { padding: .25rem 0 .25rem .8rem; border-left: 3px solid var(--faint); margin: .4rem 0 }
        .claims b { font-weight: 600; margin-right: .5em }
        .claims span { color: var(--faint); font-size: 13px; display: block }
        .claims .reproduced { border-color: #009e73 } .claims .not-reproduced { border-color: #d55e00 }
        """;
}

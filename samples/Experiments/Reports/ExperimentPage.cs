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
        var title = parts.Count == 1 ? parts[0].Experiment.Title : "The experiments on toy surfaces";
        var legend = string.Concat(contestants.Select(contestant => $"""<span class="{contestant.Style}">{contestant.Name}</span>"""));
        return PageParts.Document(title, $"""
            <h1>{title}</h1>
            <p>{Paper}, with the optimizers of this library, in float64. The optimizers are those of the paper's algorithms. All
            random numbers are drawn with the seed {seed}. To make this page again:</p>
            <pre>{WebUtility.HtmlEncode(command)}</pre>
            <p class="legend">{legend}</p>
            {(parts.Count == 1 ? "" : Overview(parts))}
            {string.Concat(parts.Select(part => Part(part, alone: parts.Count == 1)))}
            """);
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
        foreach (var table in findings.Tables) html.Append(PageParts.Table(table));
        html.Append($"""<p class="note">Settings: {string.Join(", ", part.Settings.Shown.Select(WebUtility.HtmlEncode))}.</p></section>""");
        return html.Append('\n').ToString();
    }

    private static string Claim(Claim claim) => $"""
        <li class="{claim.Verdict.Replace(' ', '-')}"><b>{claim.Verdict}</b> {WebUtility.HtmlEncode(claim.Text)} <span>{WebUtility.HtmlEncode(claim.Evidence)}</span></li>

        """;
}

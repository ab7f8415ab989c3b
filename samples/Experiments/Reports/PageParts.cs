using System.Net;

namespace Experiments;

/// <summary>What the pages of reports have in common.</summary>
internal static class PageParts
{
    /// <summary>A page.</summary>
    /// <param name="title">Its title, plain text.</param>
    /// <param name="body">What is in it.</param>
    public static string Document(string title, string body) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{WebUtility.HtmlEncode(title)}</title>
        <style>
        {PageStyle.Css}
        {Additions}
        </style>
        </head>
        <body>
        {body}
        </body>
        </html>

        """;

    /// <summary>A table.</summary>
    public static string Table(FindingsTable table) => $"""
        <div class="wide"><table><caption>{WebUtility.HtmlEncode(table.Title)}</caption>
        <thead><tr><th></th>{string.Concat(table.Columns.Select(column => $"<th>{WebUtility.HtmlEncode(column)}</th>"))}</tr></thead>
        <tbody>
        {string.Concat(table.Rows.Select(row => $"<tr><th class=\"{row.Style}\">{WebUtility.HtmlEncode(row.Label)}</th>{string.Concat(row.Cells.Select(cell => $"<td>{WebUtility.HtmlEncode(cell)}</td>"))}</tr>\n"))}</tbody></table></div>

        """;

    // What these pages have beyond those of the other sample.
    private const string Additions = """
        .c5 { --c: #6a5acd } .c6 { --c: #8a4b2a } .c7 { --c: #5f6b73 }
        .k0 { --c: #86b6d9 } .k1 { --c: #2f7fb8 } .k2 { --c: #0b3c5d } .k3 { --c: #b0569a }
        @media (prefers-color-scheme: dark) {
          .c5 { --c: #a79bf0 } .c6 { --c: #d59a78 } .c7 { --c: #a9b4bc }
          .k0 { --c: #5088ab } .k1 { --c: #6fb3df } .k2 { --c: #d3ebfa } .k3 { --c: #e29acb }
        }
        h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem }
        pre { background: var(--rule); padding: .6rem .8rem; border-radius: 4px; white-space: pre-wrap; max-width: 46rem }
        a { color: inherit }
        .charts.small { grid-template-columns: repeat(auto-fit, minmax(280px, 1fr)) }
        .contour { fill: none; stroke: var(--faint); stroke-width: 1 }
        .way { stroke-width: 1.6; opacity: .9 }
        .band { fill: var(--c); opacity: .16 }
        .dashed { stroke-dasharray: 7 3 }
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

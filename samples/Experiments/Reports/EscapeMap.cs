using System.Text;

namespace Experiments;

/// <summary>A grid of initial points and sharpness, its cells filled where a run escaped, drawn as SVG.</summary>
/// <param name="Title">What is drawn.</param>
/// <param name="Style">The class whose colour the filled cells have.</param>
/// <param name="Starts">The initial points, upwards.</param>
/// <param name="Sharpnesses">s, to the right, each the same multiple of the one before.</param>
/// <param name="Escaped">Whether a run escaped: all initial points of the first s, then those of the next.</param>
internal sealed record EscapeMap(string Title, string Style, double[] Starts, double[] Sharpnesses, bool[] Escaped)
{
    private const int Width = 360, Height = 300, Left = 40, Right = 16, Above = 30, Below = 40;

    public string ToSvg()
    {
        var svg = new StringBuilder($"""
            <svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{Title}">
            <text class="title" x="{Left}" y="18">{Title}</text>
            <path class="cell {Style}" d="
            """);
        var (across, up) = ((double)(Width - Left - Right) / Sharpnesses.Length, (double)(Height - Above - Below) / Starts.Length);
        for (var column = 0; column < Sharpnesses.Length; column++)
            for (var row = 0; row < Starts.Length; row++)
                if (Escaped[column * Starts.Length + row])
                    svg.Append($"M{Left + column * across:0.##} {Height - Below - (row + 1) * up:0.##}h{across:0.##}v{up:0.##}h{-across:0.##}z");
        svg.Append("\"/>\n").Append(Edge(across, up));
        svg.Append($"""<rect class="frame" x="{Left}" y="{Above}" width="{Width - Left - Right}" height="{Height - Above - Below}"/>""");
        foreach (var column in new[] { 0, Sharpnesses.Length / 3, 2 * Sharpnesses.Length / 3, Sharpnesses.Length - 1 }.Distinct())
            svg.Append($"""<text class="label" x="{Left + (column + 0.5) * across:0.#}" y="{Height - Below + 16}" text-anchor="middle">{Sharpnesses[column]:0.#}</text>""");
        foreach (var row in new[] { 0, Starts.Length / 4, Starts.Length / 2, 3 * Starts.Length / 4, Starts.Length - 1 }.Distinct())
            svg.Append($"""<text class="label" x="{Left - 6}" y="{Height - Below - (row + 0.5) * up + 4:0.#}" text-anchor="end">{Starts[row]:0.##}</text>""");
        svg.Append($"""<text class="label" x="{(Left + Width - Right) / 2}" y="{Height - 6}" text-anchor="middle">sharpness coefficient s</text></svg>""");
        return svg.ToString();
    }

    /// <summary>Where the two branches of the surface are equal: x = √s / (√s ± 1).</summary>
    private string Edge(double across, double up)
    {
        var edges = new StringBuilder();
        foreach (var sign in new[] { 1, -1 })
        {
            var points = Enumerable.Range(0, Sharpnesses.Length)
                .Select(column => (x: Left + (column + 0.5) * across, y: Math.Sqrt(Sharpnesses[column]) / (Math.Sqrt(Sharpnesses[column]) + sign)))
                .Where(point => point.y >= Starts[0] && point.y <= Starts[^1])
                .Select(point => $"{point.x:0.#},{Height - Below - ((point.y - Starts[0]) / (Starts[^1] - Starts[0]) * (Starts.Length - 1) + 0.5) * up:0.#}");
            edges.Append($"""<polyline class="edge" points="{string.Join(' ', points)}"/>""");
        }

        return edges.Append('\n').ToString();
    }
}

using System.Text;

namespace Experiments;

/// <summary>Lines of equal height of a surface of the plane, with paths over them, drawn as SVG.</summary>
/// <param name="surface">The surface; its region is the frame.</param>
internal sealed class ContourPlot(Surface surface)
{
    private const int Width = 520, Height = 480, Left = 40, Right = 12, Above = 34, Below = 30;
    private const int Cells = 72, Levels = 14;

    private readonly StringBuilder _marks = new();

    private Region Region => surface.Region;

    private string Clip => $"contour-{string.Concat(surface.Name.Where(char.IsAsciiLetter))}";

    /// <summary>Draws the way of a run, in the colour that the style sheet has for the class.</summary>
    public void Path(string style, IEnumerable<(double x, double y)> points)
    {
        var ways = points.Where(point => double.IsFinite(point.x) && double.IsFinite(point.y)).Select(point => (x: X(point.x), y: Y(point.y))).ToList();
        var (start, end) = (ways[0], ways[^1]);
        _marks.Append($"""<polyline class="curve way {style}" points="{string.Join(' ', ways.Select(way => $"{way.x:0.#},{way.y:0.#}"))}"/>""");
        _marks.Append($"""<circle class="start" cx="{start.x:0.#}" cy="{start.y:0.#}" r="4.5"/>""");
        _marks.Append($"""<path class="end {style}" d="M{end.x:0.#} {end.y - 6:0.#}l6 6l-6 6l-6 -6z"/>""").Append('\n');
    }

    public string ToSvg()
    {
        var heights = Heights();
        var svg = new StringBuilder($"""
            <svg viewBox="0 0 {Width} {Height}" role="img" aria-label="Trajectories on {surface.Name}">
            <clipPath id="{Clip}"><rect x="{Left}" y="{Above}" width="{Width - Left - Right}" height="{Height - Above - Below}"/></clipPath>
            <text class="title" x="{Left}" y="18">{surface.Name}</text>
            <g clip-path="url(#{Clip})">

            """);
        var sorted = heights.Cast<double>().Order().ToArray();
        for (var level = 1; level <= Levels; level++)
        {
            // Levels that as many cells lie between: equal steps of height would leave the valleys empty.
            var height = sorted[(sorted.Length - 1) * level / (Levels + 1)];
            svg.Append($"""<path class="contour" opacity="{1 - 0.75 * level / Levels:0.00}" d="{Line(heights, height)}"/>""").Append('\n');
        }

        svg.Append(_marks).Append("</g>\n");
        svg.Append($"""<rect class="frame" x="{Left}" y="{Above}" width="{Width - Left - Right}" height="{Height - Above - Below}"/>""");
        for (var i = 0; i <= 4; i++)
        {
            var (x, y) = (Region.Left + (Region.Right - Region.Left) * i / 4, Region.Bottom + (Region.Top - Region.Bottom) * i / 4);
            svg.Append($"""<text class="label" x="{X(x):0.#}" y="{Height - Below + 17}" text-anchor="middle">{x:0.##}</text>""");
            svg.Append($"""<text class="label" x="{Left - 7}" y="{Y(y) + 4:0.#}" text-anchor="end">{y:0.##}</text>""").Append('\n');
        }

        return svg.Append("</svg>").ToString();
    }

    private double[,] Heights()
    {
        var points = new double[(Cells + 1) * (Cells + 1), 2];
        for (var i = 0; i < points.GetLength(0); i++)
            (points[i, 0], points[i, 1]) = (XAt(i % (Cells + 1)), YAt(i / (Cells + 1)));
        var values = surface.Values(points);
        var heights = new double[Cells + 1, Cells + 1];
        Buffer.BlockCopy(values, 0, heights, 0, values.Length * sizeof(double));
        return heights;
    }

    /// <summary>The pieces of a line of equal height, cell by cell (marching squares).</summary>
    private string Line(double[,] heights, double level)
    {
        var pieces = new StringBuilder();
        List<(double x, double y)> crossings = new(4);
        for (var row = 0; row < Cells; row++)
        for (var column = 0; column < Cells; column++)
        {
            crossings.Clear();
            Cross(column, row, column + 1, row);
            Cross(column + 1, row, column + 1, row + 1);
            Cross(column + 1, row + 1, column, row + 1);
            Cross(column, row + 1, column, row);
            for (var i = 0; i + 1 < crossings.Count; i += 2)
                pieces.Append($"M{crossings[i].x:0.#} {crossings[i].y:0.#}L{crossings[i + 1].x:0.#} {crossings[i + 1].y:0.#}");
        }

        return pieces.ToString();

        void Cross(int fromColumn, int fromRow, int toColumn, int toRow)
        {
            var (a, b) = (heights[fromRow, fromColumn] - level, heights[toRow, toColumn] - level);
            if (a < 0 == b < 0) return;
            var part = a / (a - b);
            crossings.Add((X(XAt(fromColumn + (toColumn - fromColumn) * part)), Y(YAt(fromRow + (toRow - fromRow) * part))));
        }
    }

    private double XAt(double column) => Region.Left + (Region.Right - Region.Left) * column / Cells;

    private double YAt(double row) => Region.Bottom + (Region.Top - Region.Bottom) * row / Cells;

    private double X(double x) => Left + (x - Region.Left) / (Region.Right - Region.Left) * (Width - Left - Right);

    private double Y(double y) => Above + (Region.Top - y) / (Region.Top - Region.Bottom) * (Height - Above - Below);
}

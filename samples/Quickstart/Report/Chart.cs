using System.Text;

namespace Quickstart;

/// <summary>Curves, as a rule over the training steps, drawn as SVG; the page's style sheet has the colours.</summary>
/// <param name="Title">What is drawn.</param>
/// <param name="Last">The right end of the x axis.</param>
/// <param name="Bottom">The lower end of the y axis.</param>
/// <param name="Top">The upper end of the y axis; what is above is cut off.</param>
/// <param name="First">The left end of the x axis.</param>
/// <param name="Axis">What the x axis has.</param>
/// <param name="IsLogarithmic">Whether equal ratios are equally high; then the y axis begins above 0.</param>
internal sealed record Chart(
    string Title, double Last, double Bottom, double Top, double First = 0, string Axis = "steps", bool IsLogarithmic = false)
{
    private const int Width = 520, Height = 340, Left = 48, Right = 12, Above = 34, Below = 44;

    private readonly StringBuilder _marks = new();
    private int _keys;

    private string Clip => string.Concat(Title.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));

    /// <summary>Draws a curve, as far as it is finite, in the colour that the style sheet has for the class.</summary>
    public void Curve(string style, IEnumerable<(double x, double value)> points)
    {
        var path = string.Join(' ', points.Where(point => double.IsFinite(point.value)).Select(point => $"{X(point.x):0.0},{Y(point.value):0.0}"));
        _marks.Append($"""<polyline class="curve {style}" points="{path}"/>""").Append('\n');
    }

    /// <summary>Fills what lies between two curves, behind those that are drawn later.</summary>
    public void Band(string style, IEnumerable<(double x, double low, double high)> points)
    {
        var finite = points.Where(point => double.IsFinite(point.low) && double.IsFinite(point.high)).ToList();
        var edge = finite.Select(point => (point.x, point.high)).Concat(finite.AsEnumerable().Reverse().Select(point => (point.x, point.low)));
        _marks.Append($"""<polygon class="band {style}" points="{string.Join(' ', edge.Select(point => $"{X(point.x):0.0},{Y(point.Item2):0.0}"))}"/>""").Append('\n');
    }

    /// <summary>Draws a dashed line at a height, with a word on it.</summary>
    public void Level(double value, string label) => _marks.Append($"""
        <line class="level" x1="{Left}" x2="{Width - Right}" y1="{Y(value):0.0}" y2="{Y(value):0.0}"/>
        <text class="label" x="{Width - Right - 4}" y="{Y(value) + 15:0.0}" text-anchor="end">{label}</text>

        """);

    /// <summary>Names a colour in the lower right corner, above what was named before.</summary>
    public void Key(string style, string label) => _marks.Append($"""
        <text class="key {style}" x="{Width - Right - 8}" y="{Height - Below - 12 - 18 * _keys++}" text-anchor="end">{label}</text>

        """);

    /// <summary>The drawing.</summary>
    public string ToSvg()
    {
        var svg = new StringBuilder();
        svg.Append($"""
            <svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{Title}">
            <clipPath id="{Clip}"><rect x="{Left}" y="{Above}" width="{Width - Left - Right}" height="{Height - Above - Below}"/></clipPath>
            <text class="title" x="{Left}" y="18">{Title}</text>

            """);
        foreach (var value in IsLogarithmic ? RatioTicks(Bottom, Top) : Ticks(Bottom, Top))
        {
            svg.Append($"""<line class="grid" x1="{Left}" x2="{Width - Right}" y1="{Y(value):0.0}" y2="{Y(value):0.0}"/>""");
            svg.Append($"""<text class="label" x="{Left - 7}" y="{Y(value) + 4:0.0}" text-anchor="end">{(IsLogarithmic || Top - Bottom < 0.1 ? $"{value:G3}" : $"{value:0.##}")}</text>""").Append('\n');
        }

        foreach (var step in Ticks(First, Last))
            svg.Append($"""<text class="label" x="{X(step):0.0}" y="{Height - Below + 17}" text-anchor="middle">{step:0.##}</text>""").Append('\n');
        svg.Append($"""
            <line class="axis" x1="{Left}" x2="{Width - Right}" y1="{Height - Below}" y2="{Height - Below}"/>
            <text class="label" x="{(Left + Width - Right) / 2}" y="{Height - 8}" text-anchor="middle">{Axis}</text>
            <g clip-path="url(#{Clip})">
            {_marks}</g>
            </svg>
            """);
        return svg.ToString();
    }

    private double X(double x) => Left + (x - First) / (Last - First) * (Width - Left - Right);

    private double Y(double value) => Above + (Scaled(Top) - Scaled(value)) / (Scaled(Top) - Scaled(Bottom)) * (Height - Above - Below);

    // What is not above 0 is as low as can be drawn.
    private double Scaled(double value) => IsLogarithmic ? Math.Log(Math.Max(value, Bottom / 100)) : value;

    /// <summary>A few round numbers that cover a range.</summary>
    private static IEnumerable<double> Ticks(double from, double to)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(to - from)));
        var spacing = new[] { 0.2, 0.25, 0.5, 1, 2 }.Select(part => part * power).First(spacing => (to - from) / spacing < 7);
        for (var i = Math.Ceiling(from / spacing - 1e-9); i * spacing <= to + 1e-9 * spacing; i++) yield return i * spacing + 0.0; // no -0
    }

    /// <summary>A few round numbers that cover a range above 0: powers of ten, and 2 and 5 times these where they are few.</summary>
    private static IEnumerable<double> RatioTicks(double from, double to)
    {
        var digits = Math.Log10(to / from) switch { < 1.5 => new[] { 1, 2, 3, 5, 7 }, < 3 => [1, 2, 5], _ => [1] };
        for (var power = Math.Floor(Math.Log10(from)); power <= Math.Log10(to); power++)
            foreach (var digit in digits)
                if (digit * Math.Pow(10, power) is var value && value >= from && value <= to) yield return value;
    }
}

using System.Text;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Writes indented lines, always with <c>\n</c>.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    public void Line(string line = "")
    {
        if (line.Length > 0) _text.Append(' ', 4 * _depth).Append(line);
        _text.Append('\n');
    }

    public void Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines) Line(line);
    }

    /// <summary>A blank line between members.</summary>
    public void Blank() => Line();

    public Scope Block(string? header = null, string end = "}")
    {
        if (header is not null) Line(header);
        Line("{");
        _depth++;
        return new Scope(this, end);
    }

    public override string ToString() => _text.ToString();

    internal readonly struct Scope(CodeWriter writer, string end) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            writer.Line(end);
        }
    }
}

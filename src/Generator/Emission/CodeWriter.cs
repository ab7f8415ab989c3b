using System.Text;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Writes indented lines, always with <c>\n</c>.</summary>
/// <param name="mapsLines">Whether it is C# whose lines may stand for those of a declaration.</param>
internal sealed class CodeWriter(bool mapsLines = false)
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _isMapped;

    /// <summary>The line of the declaration that the lines written now stand for, to debuggers and in stack traces.</summary>
    public SourceLine? At { get; set; }

    public void Line(string line = "")
    {
        if (mapsLines && line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)) Map();
        if (line.Length > 0) _text.Append(' ', 4 * _depth).Append(line);
        _text.Append('\n');
    }

    // Before every line, because the next would stand for the next.
    private void Map()
    {
        if (At is not null) _text.Append("#line ").Append(Names.Int(At.Number)).Append(" \"").Append(At.Path).Append("\"\n");
        else if (_isMapped) _text.Append("#line default\n");
        _isMapped = At is not null;
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

    /// <summary>Writes a branch, without the arm that has no statements.</summary>
    public void Branch(Branch branch, string condition, Action<EquatableArray<Statement>> write)
    {
        if (branch.Then.Count > 0)
            using (Block($"if ({condition})")) write(branch.Then);
        if (branch.Else.Count > 0)
            using (Block(branch.Then.Count > 0 ? "else" : $"if (!({condition}))")) write(branch.Else);
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

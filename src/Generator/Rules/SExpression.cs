using System.Text;

namespace OptimizerDsl.Generator.Rules;

/// <summary>A list or an atom: the notation in which a compiled rule travels between assemblies.</summary>
internal sealed class SExpression
{
    /// <summary>How deep lists may be nested, so that no stack is too small for them.</summary>
    private const int Deepest = 1000;

    private SExpression(string? atom, List<SExpression>? items) => (Atom, Items) = (atom, items ?? []);

    public string? Atom { get; }

    public List<SExpression> Items { get; }

    public static SExpression Of(string atom) => new(atom, null);

    public static SExpression List(params IEnumerable<SExpression> items) => new(null, items.ToList());

    public static SExpression List(string head, params IEnumerable<SExpression> items) => new(null, items.Prepend(Of(head)).ToList());

    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text);
        return text.ToString();
    }

    private void Write(StringBuilder text)
    {
        if (Atom is not null)
        {
            if (Atom.Length > 0 && !Atom.Any(c => char.IsWhiteSpace(c) || c is '(' or ')' or '"' or '\\')) text.Append(Atom);
            else text.Append('"').Append(Atom.Replace("\\", "\\\\").Replace("\"", "\\\"")).Append('"');
            return;
        }

        text.Append('(');
        for (var i = 0; i < Items.Count; i++)
        {
            if (i > 0) text.Append(' ');
            Items[i].Write(text);
        }

        text.Append(')');
    }

    /// <summary>Reads one expression.</summary>
    /// <exception cref="FormatException">The text is not one.</exception>
    public static SExpression Parse(string text)
    {
        var position = 0;
        var result = Parse(text, ref position, depth: 0);
        SkipSpace(text, ref position);
        return position == text.Length ? result : throw new FormatException("There is text after the end of the rule.");
    }

    private static SExpression Parse(string text, ref int position, int depth)
    {
        if (depth > Deepest) throw new FormatException("The rule is nested too deeply.");
        SkipSpace(text, ref position);
        if (position >= text.Length) throw new FormatException("The rule ends too early.");
        switch (text[position])
        {
            case '(':
                position++;
                var items = new List<SExpression>();
                for (SkipSpace(text, ref position); position < text.Length && text[position] != ')'; SkipSpace(text, ref position))
                    items.Add(Parse(text, ref position, depth + 1));
                if (position++ >= text.Length) throw new FormatException("The rule ends within a list.");
                return List(items);
            case ')':
                throw new FormatException("A list ends that did not begin.");
            case '"':
                return Of(Quoted(text, ref position));
            default:
                var start = position;
                while (position < text.Length && !char.IsWhiteSpace(text[position]) && text[position] is not ('(' or ')' or '"')) position++;
                return Of(text.Substring(start, position - start));
        }
    }

    private static string Quoted(string text, ref int position)
    {
        var result = new StringBuilder();
        for (position++; position < text.Length && text[position] != '"'; position++)
        {
            if (text[position] == '\\') position++;
            if (position < text.Length) result.Append(text[position]);
        }

        if (position++ >= text.Length) throw new FormatException("The rule ends within a string.");
        return result.ToString();
    }

    private static void SkipSpace(string text, ref int position)
    {
        while (position < text.Length && char.IsWhiteSpace(text[position])) position++;
    }
}

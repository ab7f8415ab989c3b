using Microsoft.CodeAnalysis.Text;

namespace OptimizerDsl.CodeFixes.Tests;

/// <summary>Source text in which [| and |] surround each place where a diagnostic is expected.</summary>
internal sealed record Marked(string Text, IReadOnlyList<TextSpan> Spans)
{
    public static Marked Parse(string source)
    {
        var spans = new List<TextSpan>();
        for (int open; (open = source.IndexOf("[|", StringComparison.Ordinal)) >= 0;)
        {
            var close = source.IndexOf("|]", StringComparison.Ordinal);
            spans.Add(TextSpan.FromBounds(open, close - 2));
            source = source.Remove(close, 2).Remove(open, 2);
        }

        return new Marked(source, spans);
    }
}

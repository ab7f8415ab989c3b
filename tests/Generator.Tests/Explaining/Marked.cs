using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace OptimizerDsl.Generator.Tests.Explaining;

/// <summary>Source text in which [| and |] enclose what a diagnostic is expected to point at.</summary>
internal sealed record Marked(string Source, IReadOnlyList<TextSpan> Spans)
{
    public static Marked Parse(string text)
    {
        var source = new StringBuilder();
        var (spans, starts) = (new List<TextSpan>(), new Stack<int>());
        for (var i = 0; i < text.Length; i++)
        {
            var two = i + 1 < text.Length ? text.Substring(i, 2) : "";
            if (two == "[|") starts.Push(source.Length);
            else if (two == "|]") spans.Add(TextSpan.FromBounds(starts.Pop(), source.Length));
            else
            {
                source.Append(text[i]);
                continue;
            }

            i++;
        }

        return new Marked(source.ToString(), spans);
    }

    /// <summary>Checks that exactly the marked spans are reported, with these ids and messages, and that they are the only errors.</summary>
    public void Expect(params string[] diagnostics)
    {
        var outcome = Compiler.Run(Source);
        Assert.Equal(diagnostics, outcome.Explained.Select(d => $"{d.Id}: {d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}"));
        Assert.Equal(Spans.OrderBy(s => s.Start), outcome.Explained.Select(d => d.Location.SourceSpan));
        Assert.All(outcome.Explained, d => Assert.Equal((DiagnosticSeverity.Error, "OptimizerDsl"), (d.Severity, d.Descriptor.Category)));
        outcome.ExpectShells();
    }
}

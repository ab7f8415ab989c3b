using System.Text.RegularExpressions;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>A user's text as it may stand in comments and raw strings of generated code.</summary>
internal static class OneLine
{
    // What C# takes for the end of a line, and what ends a raw string.
    private static readonly Regex s_breaks = new("\\s*[\r\n\u0085\u2028\u2029]\\s*", RegexOptions.CultureInvariant);
    private static readonly Regex s_quotes = new("\"{3,}", RegexOptions.CultureInvariant);

    public static string Of(string text) => s_quotes.Replace(s_breaks.Replace(text, " "), "\"\"");
}

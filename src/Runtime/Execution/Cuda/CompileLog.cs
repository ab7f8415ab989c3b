using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace OptimizerDsl.Compiled;

/// <summary>The log of a compilation that failed, with the lines of the source that it speaks of.</summary>
internal static partial class CompileLog
{
    // The generated source has the equation as a comment over each line that computes it.
    private const int Context = 3;
    private const int MostMessages = 8;

    /// <summary>
    /// The log, and below it the lines around each error, numbered, an arrow at the line itself. Messages about other files than
    /// <paramref name="name"/> are left as they are.
    /// </summary>
    public static string WithSource(string log, string name, string source)
    {
        var lines = source.ReplaceLineEndings("\n").Split('\n');
        var spoken = Message().Matches(log)
            .Where(message => message.Groups["file"].Value == name)
            .Select(message => int.Parse(message.Groups["line"].Value, CultureInfo.InvariantCulture))
            .Where(line => line >= 1 && line <= lines.Length)
            .Distinct().Take(MostMessages).ToList();

        var text = new StringBuilder(log.TrimEnd());
        foreach (var line in spoken)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n\n{name}, line {line}:");
            for (var number = Math.Max(1, line - Context); number <= Math.Min(lines.Length, line + Context); number++)
                text.Append($"\n{(number == line ? "-->" : "   ")} {number,5} | {lines[number - 1]}".TrimEnd());
        }

        return text.ToString();
    }

    // name.cu(12): error: ...
    [GeneratedRegex(@"^(?<file>[^\r\n]+?)\((?<line>\d+)\): (catastrophic error|error|warning)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Message();
}

using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>What a declaration says of itself in words.</summary>
internal static class Documentation
{
    /// <summary>The text of the summary above a class or field, on one line; empty if there is none.</summary>
    /// <remarks>Read from the source text, because a compilation without documentation does not parse it.</remarks>
    public static string Summary(ISymbol symbol, CancellationToken cancellation)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            var syntax = reference.GetSyntax(cancellation);
            var declaration = syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>();
            var text = string.Join(" ", (declaration?.GetLeadingTrivia().ToFullString() ?? "").Split('\n')
                .Select(line => line.Trim())
                .Where(line => line.StartsWith("///", StringComparison.Ordinal))
                .Select(line => line.Substring(3).Trim()));
            var match = Regex.Match(text, "<summary>(.*?)</summary>", RegexOptions.Singleline | RegexOptions.CultureInvariant);
            if (match.Success) return OneLine.Of(SelfContained(match.Groups[1].Value.Trim()));
        }

        return "";
    }

    /// <summary>The text without references, which may mean nothing where it is written again.</summary>
    private static string SelfContained(string xml)
    {
        XElement root;
        try
        {
            root = XElement.Parse("<summary>" + xml + "</summary>", LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return xml.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
        }

        foreach (var reference in root.Descendants().Where(e => e.Attribute("cref") is not null || e.Attribute("name") is not null).ToArray())
        {
            var name = (reference.Attribute("cref") ?? reference.Attribute("name")).Value;
            reference.ReplaceWith(reference.IsEmpty ? new XElement("c", name) : reference.Nodes());
        }

        foreach (var element in root.Descendants().Where(e => e.Name.LocalName is "inheritdoc" or "include").ToArray()) element.Remove();
        return string.Concat(root.Nodes().Select(n => n.ToString(SaveOptions.DisableFormatting)));
    }

    /// <summary>"at least 0 and below 1".</summary>
    public static string Bounds(Hyperparameter h)
    {
        var bounds = new[] { ("at least", h.AtLeast), ("above", h.Above), ("at most", h.AtMost), ("below", h.Below) }
            .Where(b => !double.IsNaN(b.Item2))
            .Select(b => b.Item1 + " " + b.Item2.ToString("R", CultureInfo.InvariantCulture))
            .ToArray();
        return bounds.Length == 0 ? "finite" : string.Join(" and ", bounds);
    }
}

using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OptimizerDsl.Tests.Documentation;

/// <summary>What the declarations' documentation comments say, as Markdown.</summary>
internal static partial class Comments
{
    private static readonly Lazy<Dictionary<string, XElement>> s_members = new(() =>
        XDocument.Load(Path.ChangeExtension(typeof(Optimizers.Adam).Assembly.Location, ".xml")).Descendants("member")
            .ToDictionary(m => m.Attribute("name")!.Value));

    public static string Summary(Type type) => Text(Of(type).Element("summary")!);

    /// <summary>The remarks of the declaration, without those that the generator adds: its equations.</summary>
    public static string Remarks(Type type) =>
        string.Join(" ", Of(type).Elements("remarks").Where(r => r.Element("code") is null).Select(Text));

    private static XElement Of(Type type) => s_members.Value["T:" + type.FullName];

    private static string Text(XElement element) => Spaces().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => Name(see.Attribute("cref")!.Value),
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement element => Text(element),
        _ => "",
    };

    /// <summary>"M:OptimizerDsl.Optimizers.Sophia.UpdateHessian(...)" is <c>UpdateHessian</c>.</summary>
    private static string Name(string reference) => $"`{reference.Split('(')[0].Split('.')[^1]}`";

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

using System.Text.RegularExpressions;
using OptimizerDsl.Generator.Diagnostics;

namespace OptimizerDsl.Generator.Tests.Explaining;

/// <summary>Every diagnostic has a page, and what the page says is so.</summary>
public class Pages
{
    public static TheoryData<string> Ids => new(Descriptors.All.Select(d => d.Id));

    [Theory, MemberData(nameof(Ids))]
    public void A_page_shows_what_is_wrong_and_what_is_right(string id)
    {
        var page = Declared.Read($"Pages/{id}.md");
        var descriptor = Descriptors.All.Single(d => d.Id == id);
        Assert.StartsWith($"# {id}: {descriptor.Title}\n", page);
        Assert.EndsWith($"/docs/diagnostics/{id}.md", descriptor.HelpLinkUri);
        Assert.Equal(["Wrong", "Right"], Regex.Matches(page, "^## (.*)$", RegexOptions.Multiline).Select(m => m.Groups[1].Value));

        var examples = Regex.Matches(page, "```csharp\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value).ToArray();
        Assert.Equal(2, examples.Length);
        Assert.Equal(id, Assert.Single(Compiler.Run(Commented(examples[0])).Explained).Id);
        Compiler.Compile(Commented(examples[1]));
    }

    /// <summary>Examples are short: they leave out what a published class has.</summary>
    private static string Commented(string example) => "#pragma warning disable CS1591\n" + example;

    [Fact]
    public void There_are_no_other_pages() =>
        Assert.Equal(Descriptors.All.Select(d => $"Pages/{d.Id}.md"), Declared.Names("Pages/"));

    [Fact]
    public void Releases_are_tracked()
    {
        var rows = string.Concat(Declared.Names("Releases/").Select(Declared.Read)).Split('\n').Where(line => line.StartsWith("DSL", StringComparison.Ordinal));
        Assert.Equal(Descriptors.All.Select(d => $"{d.Id} | {d.Category} | {d.DefaultSeverity} | {d.Title}"), rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Ids_are_in_order_and_the_analyzer_knows_all()
    {
        Assert.Equal(Enumerable.Range(1, Descriptors.All.Length).Select(i => $"DSL{i:0000}"), Descriptors.All.Select(d => d.Id));
        Assert.Equal(Descriptors.All, new DeclarationAnalyzer().SupportedDiagnostics);
        Assert.Equal(
            typeof(Descriptors).GetFields().Where(f => f.FieldType == typeof(Microsoft.CodeAnalysis.DiagnosticDescriptor)).Select(f => f.GetValue(null)),
            Descriptors.All);
    }
}

using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using OptimizerDsl.Generator.Diagnostics;

namespace OptimizerDsl.Generator.Tests.Explaining;

/// <summary>Every diagnostic has a page, and what the page says is so.</summary>
public class Pages
{
    /// <summary>Those that make a declaration invalid, and the suggestions.</summary>
    private static readonly DiagnosticDescriptor[] s_all = [.. Descriptors.All.Concat([Descriptors.Unbounded, Descriptors.Unused]).OrderBy(d => d.Id, StringComparer.Ordinal)];

    /// <summary>What is wrong with a project rather than a declaration is tested where projects are; what is wrong with the compiler, nowhere.</summary>
    public static TheoryData<string> Ids => new(s_all.Where(d => d != Descriptors.Project && d != Descriptors.Fault).Select(d => d.Id));

    [Theory, MemberData(nameof(Ids))]
    public void A_page_shows_what_is_wrong_and_what_is_right(string id)
    {
        var page = Declared.Read($"Pages/{id}.md");
        var descriptor = s_all.Single(d => d.Id == id);
        Assert.StartsWith($"# {id}: {descriptor.Title}\n", page, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith($"/docs/diagnostics/{id}.md", descriptor.HelpLinkUri);
        Assert.Equal(["Wrong", "Right"], Regex.Matches(page, "^## (.*)$", RegexOptions.Multiline).Select(m => m.Groups[1].Value).Except(["Why"]));

        var examples = Regex.Matches(page, "```csharp\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value).ToArray();
        Assert.Equal(2, examples.Length);
        Assert.Equal(id, Assert.Single(Explained(examples[0], descriptor).Select(d => d.Id).Distinct()));
        Assert.Empty(Explained(examples[1], descriptor));
        Compiler.Compile(Commented(examples[1]));
    }

    private static IEnumerable<Diagnostic> Explained(string example, DiagnosticDescriptor descriptor) => descriptor.DefaultSeverity == DiagnosticSeverity.Error
        ? Compiler.Run(Commented(example)).Explained
        : Compiler.Analyze(Compiler.Compilation(Commented(example)), descriptor == Descriptors.Unused ? new UnusedAnalyzer() : new BoundsAnalyzer());

    /// <summary>Examples are short: they leave out what a published class has.</summary>
    private static string Commented(string example) => "#pragma warning disable CS1591\n" + example;

    [Fact]
    public void There_are_no_other_pages() =>
        Assert.Equal(s_all.Select(d => $"Pages/{d.Id}.md"), Declared.Names("Pages/"));

    [Fact]
    public void Releases_are_tracked()
    {
        var rows = string.Concat(Declared.Names("Releases/").Select(Declared.Read)).Split('\n').Where(line => line.StartsWith("DSL", StringComparison.Ordinal));
        Assert.Equal(s_all.Select(d => $"{d.Id} | {d.Category} | {d.DefaultSeverity} | {d.Title}"), rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Ids_are_in_order_and_the_analyzer_knows_all()
    {
        Assert.Equal(s_all.Select(d => d.Id).Distinct().Order(StringComparer.Ordinal), s_all.Select(d => d.Id));
        Assert.Equal(Descriptors.All, new DeclarationAnalyzer().SupportedDiagnostics);
        Assert.Equal(
            typeof(Descriptors).GetFields().Where(f => f.FieldType == typeof(DiagnosticDescriptor)).Select(f => f.GetValue(null)),
            s_all);
    }
}

using OptimizerDsl.Tests.Golden;

namespace OptimizerDsl.Tests.Documentation;

/// <summary>docs/optimizers.md says what the declarations say.</summary>
public sealed class CatalogPageTests
{
    private const string Accept = "DSL_ACCEPT";

    private static string PagePath => Path.Combine(Recordings.Root, "docs", "optimizers.md");

    [Fact]
    public void The_page_is_up_to_date()
    {
        var page = File.Exists(PagePath) ? File.ReadAllText(PagePath).ReplaceLineEndings("\n") : "";
        // Without the recordings, there is nothing to say of that column but what it says.
        var recordings = Recordings.Files.Contains(Recordings.None) ? type => LastCell(page, type.Name) : CatalogPage.CountRecordings(Recordings.Files);
        var expected = CatalogPage.Render(CatalogTests.All, recordings);
        if (Environment.GetEnvironmentVariable(Accept) == "1") File.WriteAllText(PagePath, page = expected);

        var differing = page.Split('\n').Zip(expected.Split('\n')).FirstOrDefault(lines => lines.First != lines.Second);
        Assert.True(page == expected,
            $"""
            docs/optimizers.md is out of date. To renew it, run
                {Accept}=1 dotnet test tests/Optimizers.Tests --filter FullyQualifiedName~CatalogPageTests
            and look at the difference. The first is
                - {differing.First}
                + {differing.Second}
            """);
    }

    private static string LastCell(string page, string optimizer) =>
        page.Split('\n').FirstOrDefault(line => line.StartsWith($"| [{optimizer}]", StringComparison.Ordinal))?.Split(" | ")[^1].TrimEnd(' ', '|') ?? "";
}

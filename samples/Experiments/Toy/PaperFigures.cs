namespace Experiments;

/// <summary>The figures that the paper printed, to stand beside those computed here.</summary>
/// <remarks>Its tables were not at hand when this was written; what is missing is shown as missing.</remarks>
internal static class PaperFigures
{
    public const string Missing = "–";

    public const string Remark = "The columns of the paper are empty: its tables were not at hand when this was written, and nothing stands "
        + "there from memory.";

    /// <summary>The headings of a table that has loss and sharpness of some surfaces beside the paper's.</summary>
    public static IReadOnlyList<string> Columns(IEnumerable<Surface> surfaces) =>
        [.. surfaces.SelectMany(surface => new[] { $"{surface.Name}: loss", "paper", "sharpness", "paper" })];

    /// <summary>The cells of a row of such a table.</summary>
    public static IReadOnlyList<string> Cells(IEnumerable<Ending> endings) =>
        [.. endings.SelectMany(ending => new[] { Numbers.WithSpread(ending.Losses), Missing, Numbers.WithSpread(ending.Sharpnesses), Missing })];
}

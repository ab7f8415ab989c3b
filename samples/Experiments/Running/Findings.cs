namespace Experiments;

/// <summary>What came of an experiment, in the order of its report.</summary>
internal sealed class Findings
{
    /// <summary>What was done, and how it is to be read: sentences of plain text.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>The claims of the paper, and whether they hold here.</summary>
    public List<Claim> Claims { get; } = [];

    /// <summary>The drawings, as SVG.</summary>
    public List<string> Figures { get; } = [];

    public List<FindingsTable> Tables { get; } = [];
}

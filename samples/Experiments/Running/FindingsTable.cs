namespace Experiments;

/// <summary>A table of figures.</summary>
/// <param name="Title">What it has.</param>
/// <param name="Columns">The headings of the cells.</param>
/// <param name="Rows">The rows.</param>
internal sealed record FindingsTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<FindingsRow> Rows);

/// <summary>A row of it.</summary>
/// <param name="Label">What the row is about.</param>
/// <param name="Style">The colour of the label; null for none.</param>
/// <param name="Cells">The figures.</param>
internal sealed record FindingsRow(string Label, string? Style, IReadOnlyList<string> Cells);

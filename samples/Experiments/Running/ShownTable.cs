using Spectre.Console;

namespace Experiments;

/// <summary>A table as the terminal shows it, without the columns that have nothing in them.</summary>
internal static class ShownTable
{
    public static Table Of(FindingsTable table)
    {
        var columns = Enumerable.Range(0, table.Columns.Count)
            .Where(column => table.Rows.Any(row => row.Cells[column] != PaperFigures.Missing)).ToList();
        var shown = new Table { Border = TableBorder.Horizontal, Title = new(Markup.Escape(table.Title)) };
        shown.AddColumn(Column(""));
        foreach (var column in columns) shown.AddColumn(Column(table.Columns[column]).RightAligned());
        foreach (var row in table.Rows) shown.AddRow([Markup.Escape(row.Label), .. columns.Select(column => Markup.Escape(row.Cells[column]))]);
        return shown;
    }

    private static TableColumn Column(string heading) => new TableColumn(Markup.Escape(heading)).NoWrap().Padding(0, 0, 1, 0);
}

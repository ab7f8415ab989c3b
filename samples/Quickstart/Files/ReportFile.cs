namespace Quickstart;

/// <summary>The file that a report is written to.</summary>
internal static class ReportFile
{
    /// <summary>The path to write to, found out to be writable before the work is done rather than after.</summary>
    /// <param name="chosen">What the user chose; null for the usual place.</param>
    /// <param name="usual">The usual name, in the folder of all output.</param>
    /// <exception cref="BadInputException">It is not writable.</exception>
    public static string Prepare(string? chosen, string usual)
    {
        var file = chosen ?? Path.Combine(Repository.Root ?? "", "artifacts", usual);
        Try(file, () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            AtomicFile.RequireWritable(Path.GetFullPath(file));
        });
        return Path.GetFullPath(file);
    }

    /// <summary>Writes the report, in place of the one that is there.</summary>
    /// <param name="file">The path from <see cref="Prepare"/>.</param>
    /// <param name="page">The report.</param>
    /// <exception cref="BadInputException">It cannot be written any more; the one that was there is as it was.</exception>
    public static void Write(string file, string page) => Try(file, () => AtomicFile.WriteText(file, page));

    private static void Try(string file, Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"--report: '{file}' cannot be written ({failure.Message.TrimEnd('.')})");
        }
    }
}

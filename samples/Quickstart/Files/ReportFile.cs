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
        try
        {
            file = Path.GetFullPath(file);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            AtomicFile.RequireWritable(file);
            return file;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"--report: '{file}' cannot be written ({failure.Message.TrimEnd('.')})");
        }
    }
}

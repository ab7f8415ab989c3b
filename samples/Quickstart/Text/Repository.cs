namespace Quickstart;

/// <summary>The working copy that this program was built in.</summary>
internal static class Repository
{
    /// <summary>Its folder, or null if the program was moved elsewhere.</summary>
    public static string? Root { get; } = FindRoot();

    /// <summary>Where the build left the sources that the generator wrote for an optimizer of this sample.</summary>
    public static IReadOnlyList<string> GeneratedSources(Type optimizer)
    {
        var generated = Path.Combine(Root ?? "", "artifacts", "generated", "Quickstart");
        return Root is null || !Directory.Exists(generated) ? []
            : [.. Directory.EnumerateFiles(generated, $"{optimizer.FullName}.*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    /// <summary>Its own sources and documents, those that people wrote, in ordinal order of their paths.</summary>
    public static IEnumerable<string> Sources(string root) =>
        Files(root).OrderBy(file => Path.GetRelativePath(root, file).Replace('\\', '/'), StringComparer.Ordinal);

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder).Where(IsText)
            .Concat(Directory.EnumerateDirectories(folder).Where(IsSource).SelectMany(Files));

    private static bool IsText(string file) =>
        Path.GetExtension(file) is ".cs" or ".md" && !file.Contains(".verified.") && !file.Contains(".received.");

    private static bool IsSource(string folder) => Path.GetFileName(folder) is not ("artifacts" or "bin" or "obj" or ['.', ..]);

    private static string? FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Dsl.sln"))) folder = folder.Parent;
        return folder?.FullName;
    }
}

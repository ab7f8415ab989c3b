using System.Collections.Concurrent;

namespace OptimizerDsl.Tests.Golden;

/// <summary>The folder of recordings: what the environment variable DSL_GOLDEN names, else shared/golden beside the repository.</summary>
internal static class Recordings
{
    /// <summary>The file name of the one row that stands for a folder without recordings.</summary>
    public const string None = "(none)";

    public static string Folder =>
        Environment.GetEnvironmentVariable("DSL_GOLDEN") is { Length: > 0 } named
            ? Path.GetFullPath(named, Root)
            : Path.GetFullPath(Path.Combine("..", "shared", "golden"), Root);

    /// <summary>The names of the recordings. Never throws, so that the tests are found whatever the folder holds.</summary>
    public static IReadOnlyList<string> Files
    {
        get
        {
            var folder = Folder;
            if (!Directory.Exists(folder)) return [None];
            var files = Directory.EnumerateFiles(folder, "*.json").Select(f => Path.GetFileName(f)!)
                .Where(f => !f.StartsWith("manifest", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
            return files.Length > 0 ? files : [None];
        }
    }

    private static readonly ConcurrentDictionary<string, Lazy<Recording>> s_read = new();

    /// <summary>A recording, which is parsed once for all executions.</summary>
    public static Recording Read(string file)
    {
        Assert.True(file is not None,
            $"There are no recordings in {Folder} (set the environment variable DSL_GOLDEN to a folder that has some).");
        return s_read.GetOrAdd(file, _ => new(() => Recording.Read(Path.Combine(Folder, file)))).Value;
    }

    /// <summary>The folder of the repository.</summary>
    public static string Root
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, "Dsl.sln"))) return folder.FullName;
            return AppContext.BaseDirectory;
        }
    }
}

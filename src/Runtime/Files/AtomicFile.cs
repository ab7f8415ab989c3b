using System.Text;
using OptimizerDsl.Compiled;

namespace OptimizerDsl;

/// <summary>Replaces files as a whole: whatever happens, the place of a file has what was there before or what was written, all of it.</summary>
/// <remarks>
/// The new file is written beside the old one, flushed to the disk and renamed. If that fails, it is deleted. A process that is killed
/// leaves it behind under the name <c>NAME.xxxxxxxx.part</c>; the next one to write to the same place deletes it.
/// </remarks>
public static class AtomicFile
{
    /// <summary>Ends the names of files that are being written.</summary>
    internal const string Unfinished = ".part";

    /// <summary>Writes a file, or replaces it: a model, an optimizer and whatever else belongs together.</summary>
    /// <example><code>AtomicFile.Write("run.dat", file => { model.save(file); optimizer.save_state_dict(file); average.Save(file); });</code></example>
    /// <param name="path">The file. A link stays one: the file that it leads to is replaced.</param>
    /// <param name="write">Writes the content. What it throws is thrown on, and the old file is as it was.</param>
    /// <exception cref="IOException">The file cannot be written; the old one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written.</exception>
    public static void Write(string path, Action<BinaryWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        WriteStream(path, stream =>
        {
            using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
            write(writer);
        });
    }

    /// <inheritdoc cref="Write"/>
    internal static void WriteStream(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var named = new FileInfo(path);
        var place = named.LinkTarget is null ? named.FullName : named.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        DeleteAbandoned(place);
        var unfinished = $"{place}.{Guid.NewGuid().ToString("N")[..8]}{Unfinished}";
        using (var file = Create(unfinished, place))
        {
            try
            {
                write(file);
                file.Flush(flushToDisk: true);
                // Before it is closed: as long as it is open, no other process takes it for abandoned.
                File.Move(unfinished, place, overwrite: true);
            }
            catch
            {
                File.Delete(unfinished);
                throw;
            }
        }

        FolderFlush.Run(Path.GetDirectoryName(place)!);
    }

    private static FileStream Create(string unfinished, string place)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 1 << 16, Share = Share };
        if (!OperatingSystem.IsWindows() && File.Exists(place)) options.UnixCreateMode = File.GetUnixFileMode(place);
        return new(unfinished, options);
    }

    /// <summary>Windows renames an open file only if that is shared; elsewhere not to share it is to lock it.</summary>
    private static FileShare Share => OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    /// <summary>Deletes what processes that died while they wrote to the place have left: files that nobody has open.</summary>
    private static void DeleteAbandoned(string place)
    {
        var (folder, name) = (Path.GetDirectoryName(place)!, Path.GetFileName(place));
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.EnumerateFiles(folder, "*" + Unfinished).Where(IsOfPlace))
        {
            try
            {
                using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None)) { }
                File.Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is being written, or is not ours: it is in nobody's way.
            }
        }

        bool IsOfPlace(string file) =>
            Path.GetFileName(file) is var other && other.Length == name.Length + 9 + Unfinished.Length && other.StartsWith(name + ".", StringComparison.Ordinal);
    }
}

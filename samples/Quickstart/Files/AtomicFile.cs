using System.Text;

namespace Quickstart;

/// <summary>
/// Files that are replaced whole or not at all: written beside their place, flushed to disk, and renamed. After any failure the
/// old file is as it was and nothing is beside it.
/// </summary>
/// <remarks>A process that is killed cannot clear up: the PATH.new that it leaves goes with the next write to the path.</remarks>
internal static class AtomicFile
{
    /// <summary>Writes a file, in place of the one that is there.</summary>
    /// <param name="path">Where. A link stays one: the file that it leads to is replaced.</param>
    /// <param name="write">Writes it, to a stream that can be read and sought too, and that it leaves open.</param>
    public static void Write(string path, Action<Stream> write)
    {
        var (file, unfinished) = Places(path);
        // Opened before there is anything to clear up: where another process is writing it, the file is that one's.
        var stream = new FileStream(unfinished, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        try
        {
            using (stream)
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, file, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Writes a text file, in place of the one that is there.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Finds out whether a file can be written, and leaves everything as it is.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be written, or is a folder.</exception>
    public static void RequireWritable(string path)
    {
        var (file, unfinished) = Places(path);
        // A rename would put a file in the place of /dev/null.
        if (file.StartsWith("/dev/", StringComparison.Ordinal) && !file.StartsWith("/dev/shm/", StringComparison.Ordinal))
            throw new IOException("it is a device");
        if (Path.Exists(file)) File.OpenHandle(file, FileMode.Open, FileAccess.Write).Dispose();
        File.Create(unfinished, bufferSize: 0, FileOptions.DeleteOnClose).Dispose();
    }

    private static (string file, string unfinished) Places(string path)
    {
        var found = new FileInfo(path);
        var file = found.LinkTarget is null ? path : found.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        return (file, file + ".new");
    }
}

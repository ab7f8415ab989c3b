namespace Experiments;

/// <summary>A file that takes the place of the one before in one piece, and then grows by whole pieces.</summary>
internal sealed class LogFile(string path) : IDisposable
{
    private FileStream? _file;

    /// <summary>What is to be written next.</summary>
    public MemoryStream Pending { get; } = new();

    /// <summary>Writes what is pending: all of it or, where that fails, nothing.</summary>
    public void Flush()
    {
        if (Pending.Length == 0) return;
        if (_file is null)
        {
            AtomicFile.Write(path, Pending.WriteTo);
            // Without a buffer: a piece that has failed must not come after all when the file is closed.
            _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        else
        {
            Append(_file);
        }

        Pending.SetLength(0);
    }

    public void Dispose() => _file?.Dispose();

    private void Append(FileStream file)
    {
        var length = file.Length;
        try
        {
            Pending.WriteTo(file);
        }
        catch
        {
            file.SetLength(length);
            throw;
        }
    }
}

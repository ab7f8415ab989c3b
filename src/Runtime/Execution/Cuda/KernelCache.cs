using System.Security.Cryptography;

namespace OptimizerDsl.Compiled;

/// <summary>
/// Compiled kernels on disk, a file each, shared by all processes of a user. A cache that cannot be read or written only costs
/// the time to compile.
/// </summary>
/// <remarks>
/// The folder is <c>OPTIMIZERDSL_CACHE</c>, or <c>OptimizerDsl/kernels</c> in the user's local application data
/// (<c>~/.local/share</c> on Linux); <c>OPTIMIZERDSL_CACHE=off</c> means none. To clear the cache, delete the folder: that is safe at
/// any time. A file is written beside its place and moved there, so a process sees a whole file or none; it begins with its
/// checksum, so a file that was damaged is compiled anew. When the files take more than 256 MiB together, those that have not
/// been used for longest are deleted.
/// </remarks>
internal sealed class KernelCache
{
    private const string Variable = "OPTIMIZERDSL_CACHE", Extension = ".kernel";
    private const long DefaultLimit = 256L << 20;

    private static ReadOnlySpan<byte> Magic => "OptimizerDsl kernel 1\n"u8;

    private readonly string? _folder;
    private readonly long _limit;

    /// <param name="folder">Where the files are; created when first written to. Null: nothing is kept.</param>
    /// <param name="limit">The bytes that all files may take together.</param>
    public KernelCache(string? folder, long limit = DefaultLimit) => (_folder, _limit) = (folder, limit);

    /// <summary>The cache of this user.</summary>
    public static KernelCache OfUser() => new(FolderOf(
        Environment.GetEnvironmentVariable(Variable),
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)));

    /// <param name="variable">What the environment says.</param>
    /// <param name="localData">The user's folder; empty where there is none, and then no other place is safe to load code from.</param>
    internal static string? FolderOf(string? variable, string localData) => variable switch
    {
        "off" => null,
        { Length: > 0 } => Path.GetFullPath(variable),
        _ => localData == "" ? null : Path.Combine(localData, "OptimizerDsl", "kernels"),
    };

    /// <summary>A name for what depends on all of these parts, and on nothing else.</summary>
    public static string Key(params IEnumerable<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            // With its length, so that no two lists of parts run together to the same text.
            var bytes = System.Text.Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes((long)bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The kernel of that name; null if there is none, or it is damaged.</summary>
    public byte[]? Read(string key)
    {
        if (_folder is null) return null;
        try
        {
            var path = PathOf(key);
            if (!File.Exists(path)) return null;
            var file = File.ReadAllBytes(path);
            var head = Magic.Length + SHA256.HashSizeInBytes;
            if (file.Length <= head || !file.AsSpan().StartsWith(Magic)
                || !file.AsSpan(Magic.Length, SHA256.HashSizeInBytes).SequenceEqual(SHA256.HashData(file.AsSpan(head))))
            {
                Remove(key);
                return null;
            }

            Touch(path);
            return file[head..];
        }
        catch (Exception exception) when (IsOfDisk(exception))
        {
            return null;
        }
    }

    /// <summary>Keeps a kernel, if that can be done.</summary>
    public void Write(string key, ReadOnlySpan<byte> image)
    {
        if (_folder is null) return;
        try
        {
            Create(_folder);
            var content = image.ToArray();
            AtomicFile.WriteStream(PathOf(key), file =>
            {
                file.Write(Magic);
                file.Write(SHA256.HashData(content));
                file.Write(content);
            });
            Shrink();
        }
        catch (Exception exception) when (IsOfDisk(exception))
        {
        }
    }

    /// <summary>Forgets a kernel that is of no use.</summary>
    public void Remove(string key)
    {
        if (_folder is not null) Delete(PathOf(key));
    }

    private string PathOf(string key) => Path.Combine(_folder!, key + Extension);

    private static void Create(string folder)
    {
        // What is in it is run: nobody else may write to it.
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Notes that a file was used; a folder that is only read does without.</summary>
    private static void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception exception) when (IsOfDisk(exception))
        {
        }
    }

    /// <summary>Deletes what has not been used for longest until the limit holds, and what processes that died left unfinished.</summary>
    private void Shrink()
    {
        var files = new DirectoryInfo(_folder!).GetFiles();
        var yesterday = DateTime.UtcNow.AddDays(-1);
        foreach (var file in files.Where(file => file.Extension == AtomicFile.Unfinished && file.LastWriteTimeUtc < yesterday)) Delete(file.FullName);

        var total = 0L;
        foreach (var file in files.Where(file => file.Extension == Extension).OrderByDescending(file => file.LastWriteTimeUtc))
        {
            total += file.Length;
            if (total > _limit) Delete(file.FullName);
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (IsOfDisk(exception))
        {
        }
    }

    private static bool IsOfDisk(Exception exception) => exception is IOException or UnauthorizedAccessException or System.Security.SecurityException;
}

using System.Runtime.InteropServices;

namespace OptimizerDsl.Compiled;

/// <summary>A library of CUDA that is looked for once per process, in many places, and may be missing.</summary>
internal sealed class CudaLibrary
{
    private readonly Lazy<(nint Handle, string Path, string Obstacle)> _found;

    internal CudaLibrary(string what, Func<LibraryCandidates> candidates) => _found = new(() => Search(what, candidates()));

    public static CudaLibrary Driver { get; } = new("the CUDA driver", LibraryCandidates.Driver);

    public static CudaLibrary Nvrtc { get; } = new("NVRTC, the run-time compiler of CUDA C", LibraryCandidates.Nvrtc);

    /// <summary>The handle of the loaded library; 0 if there is none that loads.</summary>
    public nint Handle => _found.Value.Handle;

    /// <summary>Where it was found: a path, or a name that the system resolved.</summary>
    public string Path => _found.Value.Path;

    /// <summary>What was looked for, where, and what to do, if it was not found; else empty.</summary>
    public string Obstacle => _found.Value.Obstacle;

    private static (nint, string, string) Search(string what, LibraryCandidates candidates)
    {
        var failures = new List<string>();
        foreach (var candidate in candidates)
        {
            if (Load(candidate, candidates.Companions, failures) is var handle and not 0) return (handle, candidate, "");
        }

        var places = string.Concat(candidates.Folders.Distinct().Select(folder => $"\n  {folder}"));
        var reasons = string.Concat(failures.Distinct().Select(failure => $"\n  {failure}"));
        return (0, "", $"""
            {what} was not found: {candidates.Advice}.
            Tried the system's {string.Join(", ", candidates.Names)}{(places == "" ? "" : $", and in the folders{places}")}{(reasons == "" ? "" : $"\nFound, but not loaded:{reasons}")}
            """);
    }

    private static nint Load(string candidate, string? companions, List<string> failures)
    {
        if (companions is not null && System.IO.Path.GetDirectoryName(candidate) is { Length: > 0 } folder && Directory.Exists(folder))
        {
            foreach (var companion in Directory.EnumerateFiles(folder, companions)) NativeLibrary.TryLoad(companion, out _);
        }

        if (NativeLibrary.TryLoad(candidate, out var handle)) return handle;
        if (!File.Exists(candidate)) return 0;
        try
        {
            return NativeLibrary.Load(candidate);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            failures.Add($"{candidate}: {exception.Message.ReplaceLineEndings(" ")}");
            return 0;
        }
    }
}

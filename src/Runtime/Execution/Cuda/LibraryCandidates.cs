using System.Collections;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OptimizerDsl.Compiled;

/// <summary>
/// The places where a library of CUDA may be, best first: where the user says, what the process has loaded already, beside what
/// libtorch has loaded (so that compiler and torch are of one version of CUDA), and where the system and the toolkit have it.
/// </summary>
/// <remarks>
/// With the TorchSharp-cuda packages NVRTC lies beside libtorch; with PyTorch's wheels, which a process may use as its libtorch,
/// in site-packages/nvidia/cuda_nvrtc/lib (CUDA 11 and 12) or nvidia/cu13/lib, torch itself in site-packages/torch/lib.
/// </remarks>
internal sealed partial class LibraryCandidates : IEnumerable<string>
{
    /// <summary>The file that the user says is the library; null if none is said.</summary>
    public required string? Given { get; init; }

    /// <summary>The files that the process has loaded.</summary>
    public required IReadOnlyList<string> Loaded { get; init; }

    /// <summary>More folders to look in.</summary>
    public required IReadOnlyList<string> Places { get; init; }

    /// <summary>What the file is called, whatever its version.</summary>
    public required Regex File { get; init; }

    /// <summary>The names to ask the system for.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>A pattern of files beside it that it opens by name only, so that they must have been loaded; null if there are none.</summary>
    public string? Companions { get; init; }

    /// <summary>What to do if it is nowhere.</summary>
    public required string Advice { get; init; }

    public static LibraryCandidates Driver() => Driver(OperatingSystem.IsWindows(), LoadedFiles());

    public static LibraryCandidates Nvrtc() => Nvrtc(OperatingSystem.IsWindows(), LoadedFiles(), AppContext.BaseDirectory);

    internal static LibraryCandidates Driver(bool windows, IReadOnlyList<string> loaded) => new()
    {
        Given = Environment.GetEnvironmentVariable("OPTIMIZERDSL_CUDA_DRIVER"),
        Loaded = loaded,
        // What Windows lends to its Linux, and where container runtimes mount the driver.
        Places = windows ? [] : ["/usr/lib/wsl/lib", "/usr/local/nvidia/lib64", "/usr/local/nvidia/lib"],
        File = windows ? WindowsDriver() : LinuxDriver(),
        Names = windows ? ["nvcuda.dll"] : ["libcuda.so.1"],
        Advice = "install NVIDIA's driver, or give the path of the library in OPTIMIZERDSL_CUDA_DRIVER",
    };

    internal static LibraryCandidates Nvrtc(bool windows, IReadOnlyList<string> loaded, string program) => new()
    {
        Given = Environment.GetEnvironmentVariable("OPTIMIZERDSL_NVRTC"),
        Loaded = loaded,
        Places =
        [
            program, Path.Combine(program, "runtimes", windows ? "win-x64" : "linux-x64", "native"),
            .. Toolkit(windows),
        ],
        File = windows ? WindowsNvrtc() : LinuxNvrtc(),
        Names = windows
            ? ["nvrtc64_130_0.dll", "nvrtc64_120_0.dll", "nvrtc64_112_0.dll"]
            : ["libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so.11.2", "libnvrtc.so"],
        Companions = "*nvrtc-builtins*",
        Advice = "it comes with the packages TorchSharp-cuda-linux and TorchSharp-cuda-windows and with the CUDA toolkit; "
            + "OPTIMIZERDSL_NVRTC may give the path of the library",
    };

    /// <summary>The folders that are looked in.</summary>
    public IEnumerable<string> Folders => Loaded.Where(IsOfTorch).SelectMany(Around).Concat(Places).Distinct();

    public IEnumerator<string> GetEnumerator()
    {
        var given = string.IsNullOrEmpty(Given) ? [] : new[] { Given };
        // Where versions lie side by side, the newest first.
        return given
            .Concat(Loaded.Where(file => File.IsMatch(Path.GetFileName(file))))
            .Concat(Folders.SelectMany(folder => Files(folder).OrderByDescending(file => file, StringComparer.Ordinal)))
            .Concat(Names)
            .Distinct().GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerable<string> Files(string folder)
    {
        try
        {
            return Directory.Exists(folder)
                ? [.. Directory.EnumerateFiles(folder).Where(file => File.IsMatch(Path.GetFileName(file)))]
                : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool IsOfTorch(string file) => OfTorch().IsMatch(Path.GetFileName(file));

    /// <summary>The folder of a library, and the folders of PyTorch's wheels beside it.</summary>
    private static IEnumerable<string> Around(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        yield return folder;
        foreach (var up in new[] { Path.Combine("..", "..", "nvidia"), Path.Combine("..", "..") })
        foreach (var wheel in new[] { "cu13", "cuda_nvrtc" })
        foreach (var inner in new[] { "lib", "bin" })
            if (Path.GetFullPath(Path.Combine(folder, up, wheel, inner)) is var found && Directory.Exists(found)) yield return found;
    }

    private static IEnumerable<string> Toolkit(bool windows)
    {
        if (Environment.GetEnvironmentVariable("CUDA_PATH") is { Length: > 0 } path)
        {
            foreach (var inner in windows ? ["bin", Path.Combine("bin", "x64")] : new[] { "lib64" }) yield return Path.Combine(path, inner);
        }

        if (!windows) yield return "/usr/local/cuda/lib64";
    }

    internal static List<string> LoadedFiles()
    {
        using var process = Process.GetCurrentProcess();
        return [.. process.Modules.Cast<ProcessModule>().Select(module => module.FileName).Where(Path.IsPathRooted)];
    }

    [GeneratedRegex(@"^libcuda\.so(\.\d+)*$")]
    private static partial Regex LinuxDriver();

    [GeneratedRegex(@"^nvcuda\.dll$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WindowsDriver();

    // Not its built-ins, and not the second copy that some versions of the toolkit have (libnvrtc.alt).
    [GeneratedRegex(@"^libnvrtc(-[0-9a-f]+)?\.so(\.\d+)*$")]
    private static partial Regex LinuxNvrtc();

    [GeneratedRegex(@"^nvrtc64_\d+_\d+\.dll$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WindowsNvrtc();

    [GeneratedRegex(@"^(lib)?(LibTorchSharp|torch|torch_cuda|torch_cpu|c10|c10_cuda|cudart|cublas)([-.\d_][^/\\]*)?\.(so(\.\d+)*|dll)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OfTorch();
}

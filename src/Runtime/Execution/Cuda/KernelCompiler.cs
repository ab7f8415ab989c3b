using System.Runtime.InteropServices;
using System.Text;

namespace OptimizerDsl.Compiled;

/// <summary>Compiles CUDA C for one architecture.</summary>
internal sealed class KernelCompiler
{
    // A kernel computes what the equations say, alike in every loop: nothing relaxed, and no product and sum contracted into one,
    // which NVRTC does as it likes, in the aligned loop otherwise than in the other.
    private static readonly string[] s_options = ["--std=c++17", "--fmad=false", "--device-as-default-execution-space", "--generate-line-info"];

    private readonly string _version;
    private readonly string[] _options;

    private KernelCompiler(string version, string target)
    {
        _version = version;
        _options = [$"--gpu-architecture={target}", .. s_options];
    }

    /// <summary>Whether the driver has to compile the result further, because the GPU is newer than NVRTC.</summary>
    private bool IsIntermediate => _options[0].Contains("compute_", StringComparison.Ordinal);

    /// <summary>The compiler for an architecture such as 90, or why there is none.</summary>
    public static KernelCompiler? For(int architecture, out string? obstacle)
    {
        if (CudaLibrary.Nvrtc.Handle == 0)
        {
            obstacle = CudaLibrary.Nvrtc.Obstacle;
            return null;
        }

        Check(Nvrtc.Version(out var major, out var minor), "nvrtcVersion");
        var supported = Supported();
        var target = Target(architecture, supported);
        obstacle = target is not null ? null
            : $"NVRTC {major}.{minor} ({CudaLibrary.Nvrtc.Path}) compiles for sm_{supported.DefaultIfEmpty().Min()} and newer, and the GPU is "
            + $"sm_{architecture}: use the libraries of an older CUDA.";
        return target is null ? null : new($"{major}.{minor}", target);
    }

    /// <summary>
    /// What to compile for: the architecture itself; if NVRTC does not know it, the newest before it, as code that the driver
    /// compiles on; null if all that NVRTC knows are newer.
    /// </summary>
    internal static string? Target(int architecture, IReadOnlyCollection<int> supported)
    {
        if (supported.Contains(architecture)) return $"sm_{architecture}";
        var older = supported.Where(known => known < architecture).ToList();
        return older.Count == 0 ? null : $"compute_{older.Max()}";
    }

    /// <summary>A name for the result, of everything that it depends on.</summary>
    public string Key(string name, string source, IReadOnlyList<string> definitions) =>
        KernelCache.Key([name, source, _version, .. _options, .. definitions]);

    /// <summary>Compiles a source to an image that the driver loads.</summary>
    /// <exception cref="CudaException">It does not compile.</exception>
    public unsafe byte[] Compile(string name, string source, IReadOnlyList<string> definitions)
    {
        Check(Nvrtc.CreateProgram(out var program, source, name, 0, 0, 0), "nvrtcCreateProgram");
        try
        {
            string[] options = [.. _options, .. definitions.Select(definition => $"--define-macro={definition}")];
            var code = Nvrtc.CompileProgram(program, options.Length, options);
            if (code != Nvrtc.Success)
            {
                throw Failure(code, "nvrtcCompileProgram", $"""
                    {name}, {string.Join(' ', options)}:
                    {CompileLog.WithSource(Log(program), name, source)}
                    """);
            }

            nuint bytes;
            if (IsIntermediate) Check(Nvrtc.GetPtxSize(program, out bytes), "nvrtcGetPTXSize");
            else Check(Nvrtc.GetCubinSize(program, out bytes), "nvrtcGetCUBINSize");

            var image = new byte[(int)bytes];
            fixed (byte* start = image)
            {
                if (IsIntermediate) Check(Nvrtc.GetPtx(program, start), "nvrtcGetPTX");
                else Check(Nvrtc.GetCubin(program, start), "nvrtcGetCUBIN");
            }

            return image;
        }
        finally
        {
            Nvrtc.DestroyProgram(ref program);
        }
    }

    private static unsafe int[] Supported()
    {
        Check(Nvrtc.GetNumSupportedArchs(out var count), "nvrtcGetNumSupportedArchs");
        var architectures = new int[count];
        fixed (int* start = architectures) Check(Nvrtc.GetSupportedArchs(start), "nvrtcGetSupportedArchs");
        return architectures;
    }

    private static unsafe string Log(nint program)
    {
        if (Nvrtc.GetProgramLogSize(program, out var bytes) != Nvrtc.Success || bytes == 0) return "";
        var log = new byte[(int)bytes];
        fixed (byte* start = log)
            if (Nvrtc.GetProgramLog(program, start) != Nvrtc.Success) return "";
        return Encoding.UTF8.GetString(log).TrimEnd('\0');
    }

    private static void Check(int code, string call)
    {
        if (code != Nvrtc.Success) throw Failure(code, call, "");
    }

    private static CudaException Failure(int code, string call, string detail)
    {
        var text = $"{call} failed: {Marshal.PtrToStringUTF8(Nvrtc.GetErrorString(code))} ({code}).";
        if (code == Nvrtc.BuiltinsFailed) text += $" The library nvrtc-builtins must be beside {CudaLibrary.Nvrtc.Path}.";
        return new(code, detail == "" ? text : $"{text}\n{detail}");
    }
}

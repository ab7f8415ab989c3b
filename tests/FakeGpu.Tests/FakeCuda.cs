using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace OptimizerDsl.Tests;

/// <summary>The driver and NVRTC of native/FakeCuda.cpp, compiled and put in the place of the real ones. Tests take turns with it.</summary>
internal static unsafe class FakeCuda
{
    private static readonly Lazy<(nint Library, string? Obstacle)> s_library = new(Build);

    /// <summary>Makes it as new; a test is skipped where there is no C++ compiler.</summary>
    public static void Reset()
    {
        Skip.If(s_library.Value.Obstacle is not null, s_library.Value.Obstacle);
        ((delegate* unmanaged<void>)Function("fake_reset"))();
        foreach (var (setting, value) in new[] { ("devices", 1), ("major", 9), ("minor", 0), ("newest", 90) }) Set(setting, value);
        Calls();
    }

    /// <summary>The calls since the last time, each with its arguments.</summary>
    public static string[] Calls() => Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)Function("fake_calls"))())!
        .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The next call of that function fails.</summary>
    public static void Fail(string call, int code) => Named("fake_fail", call, code);

    public static void Set(string setting, nint value) => Named("fake_set", setting, value);

    /// <summary>Lets the device do so many things that were put on a stream; all of them, if no number is given.</summary>
    public static void Run(int count = -1) => ((delegate* unmanaged<nint, void>)Function("fake_run"))(count);

    /// <summary>Does what was captured.</summary>
    public static void Replay() => ((delegate* unmanaged<void>)Function("fake_replay"))();

    /// <summary>The argument of the last launch, with what follows it in memory.</summary>
    public static ReadOnlySpan<byte> Argument => new((void*)((delegate* unmanaged<nint>)Function("fake_argument"))(), 4096);

    /// <summary>How many contexts are on the thread's stack.</summary>
    public static nint Contexts => ((delegate* unmanaged<nint>)Function("fake_contexts"))();

    private static void Named(string function, string name, nint value)
    {
        var text = Marshal.StringToCoTaskMemUTF8(name);
        ((delegate* unmanaged<nint, nint, void>)Function(function))(text, value);
        Marshal.FreeCoTaskMem(text);
    }

    private static nint Function(string name) => NativeLibrary.GetExport(s_library.Value.Library, name);

    private static (nint, string?) Build()
    {
        if (!OperatingSystem.IsLinux()) return (0, "the fake driver is built on Linux only");
        var folder = Directory.CreateTempSubdirectory("fake-cuda-").FullName;
        var (source, library) = (Path.Combine(folder, "FakeCuda.cpp"), Path.Combine(folder, "libfakecuda.so"));
        using (var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("FakeCuda.cpp")!)
        using (var file = File.Create(source)) resource.CopyTo(file);

        if (Compile("g++", source, library) is { } first && Compile("clang++", source, library) is { } second)
            return (0, $"no C++ compiler for the fake driver: {first}; {second}");
        Environment.SetEnvironmentVariable("OPTIMIZERDSL_CUDA_DRIVER", library);
        Environment.SetEnvironmentVariable("OPTIMIZERDSL_NVRTC", library);
        return (NativeLibrary.Load(library), null);
    }

    /// <summary>Null if the compiler is there. A source that it rejects is a failure of the tests, not of the machine.</summary>
    private static string? Compile(string compiler, string source, string library)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(compiler, ["-std=c++17", "-O1", "-shared", "-fPIC", source, "-o", library])
            {
                RedirectStandardError = true,
            })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : throw new InvalidOperationException(error);
        }
        catch (Win32Exception exception)
        {
            return exception.Message;
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using OptimizerDsl.Compiled;
using TorchSharp;

namespace OptimizerDsl.Tests;

/// <summary>
/// A device whose kernels run on the processor: the CUDA C of a rule, compiled by the C++ compiler with a shim that runs blocks
/// and threads as loops. Everything around the kernels is the production code.
/// </summary>
public sealed unsafe class SoftwareGpu : IGpu
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "software-gpu");
    private static readonly string s_shim = Path.Combine(AppContext.BaseDirectory, "shim.h");
    private static readonly Lazy<string> s_shimText = new(() => File.ReadAllText(s_shim));

    // Tests run side by side: each library is compiled once, and each thread records its own launches.
    private static readonly ConcurrentDictionary<string, Lazy<nint>> s_modules = new();
    private static readonly ConcurrentDictionary<nint, object> s_turns = new();

    [ThreadStatic]
    private static List<Launched>? t_recorded;

    private readonly Dictionary<nint, long> _sizes = [];
    private long _allocated;

    /// <summary>The one device.</summary>
    public static SoftwareGpu Instance { get; } = new();

    /// <summary>Lets tensors on the CPU take the CUDA execution where it is asked for.</summary>
    public static void Install() => Gpus.Find = static (type, index) => type == DeviceType.CPU ? (Instance, null) : (null, "the tests have no such device");

    public string Name => "the processor";

    public nint Stream => 0;

    /// <summary>How many bytes are allocated.</summary>
    public long Allocated => Interlocked.Read(ref _allocated);

    public nint Compile(string name, string source, IReadOnlyList<string> definitions)
    {
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [source, s_shimText.Value, .. definitions]))))[..24];
        return s_modules.GetOrAdd(key, _ => new(() => Load(name, key, source, definitions))).Value;
    }

    private static nint Load(string name, string key, string source, IReadOnlyList<string> definitions)
    {
        var library = Path.Combine(s_folder, $"{name}-{key}.so");
        if (!File.Exists(library))
        {
            Directory.CreateDirectory(s_folder);
            var (text, temporary) = (Path.Combine(s_folder, $"{key}-{Guid.NewGuid():N}.cu"), library + Guid.NewGuid().ToString("N"));
            File.WriteAllText(text, source);
            // Not optimized: to compile takes longer than to run. Each library keeps its names to itself: libraries of other rules have functions of the same names.
            Run("g++", ["-std=c++14", "-O0", "-Wall", "-Wno-unknown-pragmas", "-Werror", "-shared", "-fPIC", "-fvisibility=hidden", "-fno-gnu-unique", "-x", "c++", "-include", s_shim, .. definitions.Select(d => "-D" + d), text, "-o", temporary], source);
            File.Delete(text);
            File.Move(temporary, library, overwrite: true);
        }

        return NativeLibrary.Load(library);
    }

    public nint Function(nint module, string name)
    {
        var function = NativeLibrary.GetExport(module, name);
        s_turns.TryAdd(function, s_turns.GetOrAdd(module, _ => new()));
        return function;
    }

    public nint Allocate(long bytes)
    {
        var address = (nint)NativeMemory.AllocZeroed((nuint)Math.Max(bytes, 1));
        lock (_sizes) _sizes[address] = bytes;
        Interlocked.Add(ref _allocated, bytes);
        return address;
    }

    public void Free(nint address)
    {
        lock (_sizes)
        {
            Interlocked.Add(ref _allocated, -_sizes[address]);
            _sizes.Remove(address);
        }

        NativeMemory.Free((void*)address);
    }

    public void Upload(nint target, ReadOnlySpan<byte> source, nint stream) => source.CopyTo(new Span<byte>((void*)target, source.Length));

    public void Download(Span<byte> target, nint source, nint stream) => new ReadOnlySpan<byte>((void*)source, target.Length).CopyTo(target);

    public void Launch(nint function, int blocks, int threads, ReadOnlySpan<byte> argument, nint stream)
    {
        t_recorded?.Add(new(function, blocks, argument.ToArray()));
        // One of a library at a time: what threads of a block share is shared by all launches here.
        lock (s_turns[function])
            fixed (byte* a = argument) ((delegate* unmanaged<int, byte*, void>)function)(blocks, a);
    }

    /// <summary>A launch, as a CUDA graph would hold it.</summary>
    public sealed record Launched(nint Function, int Blocks, byte[] Argument);

    /// <summary>The launches of a step, which is taken as well.</summary>
    public IReadOnlyList<Launched> Record(Func<Func<torch.Tensor>?, torch.Tensor> step)
    {
        t_recorded = [];
        step(null);
        var recorded = t_recorded;
        t_recorded = null;
        return recorded;
    }

    /// <summary>Launches the same again.</summary>
    public void Replay(IEnumerable<Launched> launches)
    {
        foreach (var launch in launches) Launch(launch.Function, launch.Blocks, 0, launch.Argument, 0);
    }

    /// <summary>Runs a compiler; what it prints is the error, with the source's lines numbered.</summary>
    public static string Run(string program, string[] arguments, string source)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0) return output.Result;
        var wrong = Regex.Matches(errors, @":(\d+):\d+: error").Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).ToHashSet();
        var lines = source.Split('\n').Select((line, i) => (Line: line, Number: i + 1)).Where(l => wrong.Any(w => Math.Abs(w - l.Number) < 4));
        throw new InvalidOperationException($"{program} refused the kernels:\n{errors}\n{string.Join('\n', lines.Select(l => $"{l.Number,5}  {l.Line}"))}");
    }
}

using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace OptimizerDsl.Compiled;

/// <summary>The native libraries that this assembly calls. An assembly has one resolver, so it is here for all of them.</summary>
internal static class NativeLibraries
{
    public const string TorchSharp = "LibTorchSharp", CudaDriver = "cuda", Nvrtc = "nvrtc";

    static NativeLibraries() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);

    /// <summary>To be called by the static constructor of every class of imports.</summary>
    public static void Install()
    {
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name switch
    {
        TorchSharp => NativeLibrary.TryLoad(name, typeof(torch).Assembly, null, out var handle) ? handle : 0,
        CudaDriver => CudaLibrary.Driver.Handle,
        Nvrtc => CudaLibrary.Nvrtc.Handle,
        _ => 0,
    };
}

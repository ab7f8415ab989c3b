using System.Runtime.InteropServices;

namespace OptimizerDsl.Compiled;

/// <summary>The stream on which torch works on a device.</summary>
/// <remarks>
/// TorchSharp has no streams, so torch works on the legacy default stream, whose handle is 0, unless native code in the process
/// has chosen another. libtorch tells by a function of its C interface, whose signature does not change between versions (libtorch
/// 2.10, which TorchSharp 0.107 is made for, has it); c10::cuda::getCurrentCUDAStream has a mangled name and returns a C++ object.
/// A libtorch without it is taken to use the default stream.
/// </remarks>
internal static unsafe class TorchStream
{
    private static readonly delegate* unmanaged<int, nint*, int> s_current = Find();

    public static nint Current(int device)
    {
        if (s_current is null) return 0;
        nint stream;
        var failed = s_current(device, &stream);
        return failed == 0 ? stream
            : throw new InvalidOperationException($"libtorch does not tell its stream on cuda:{device} (aoti_torch_get_current_cuda_stream).");
    }

    private static delegate* unmanaged<int, nint*, int> Find()
    {
        // It has been loaded with libtorch, if torch has CUDA at all: by its name that finds the same one.
        var name = OperatingSystem.IsWindows() ? "torch_cuda.dll" : "libtorch_cuda.so";
        foreach (var file in LibraryCandidates.LoadedFiles().Where(file => Path.GetFileName(file) == name).Append(name))
        {
            if (NativeLibrary.TryLoad(file, out var library)
                && NativeLibrary.TryGetExport(library, "aoti_torch_get_current_cuda_stream", out var function))
                return (delegate* unmanaged<int, nint*, int>)function;
        }

        return null;
    }
}

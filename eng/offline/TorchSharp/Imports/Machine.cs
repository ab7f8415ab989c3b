using System.Runtime.InteropServices;

namespace TorchSharp.PInvoke;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool THSTorchCuda_is_available();

    [LibraryImport(Library)]
    internal static partial int THSTorchCuda_device_count();

    [LibraryImport(Library)]
    internal static partial void THSTorchCuda_synchronize(long index);

    [LibraryImport(Library)]
    internal static partial nint THSTorch_version();

    [LibraryImport(Library)]
    internal static partial int THSTorch_get_num_threads();

    [LibraryImport(Library)]
    internal static partial void THSTorch_set_num_threads(int threads);

    [LibraryImport(Library)]
    internal static partial int THSTorch_get_num_interop_threads();

    [LibraryImport(Library)]
    internal static partial void THSTorch_set_num_interop_threads(int threads);
}

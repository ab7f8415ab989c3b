using System.Runtime.InteropServices;

namespace TorchSharp.PInvoke;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint THSTorch_get_and_reset_last_err();
}

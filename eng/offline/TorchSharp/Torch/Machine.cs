using System.Runtime.InteropServices;
using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static void CheckForErrors()
    {
        nint message = THSTorch_get_and_reset_last_err();
        if (message != 0)
            throw new ExternalException(Marshal.PtrToStringUTF8(message));
    }

    public static string __version__ => Marshal.PtrToStringUTF8(THSTorch_version())!;

    public static int get_num_threads() => THSTorch_get_num_threads();

    public static void set_num_threads(int num)
    {
        THSTorch_set_num_threads(num);
        CheckForErrors();
    }

    public static int get_num_interop_threads() => THSTorch_get_num_interop_threads();

    public static void set_num_interop_threads(int num)
    {
        THSTorch_set_num_interop_threads(num);
        CheckForErrors();
    }
}

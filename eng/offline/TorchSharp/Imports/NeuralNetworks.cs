using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.PInvoke;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial Tensor THSNN_functional_linear(Tensor input, Tensor? weight, Tensor? bias);

    [LibraryImport(Library)]
    internal static partial Tensor THSNN_dropout(Tensor input, double p, [MarshalAs(UnmanagedType.U1)] bool training, [MarshalAs(UnmanagedType.U1)] bool inPlace);
}

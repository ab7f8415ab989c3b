using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.PInvoke;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial void THSTensor_normal_(Tensor t, double mean, double std, Generator? g);

    [LibraryImport(Library)]
    internal static partial void THSTensor_uniform_(Tensor t, double low, double high, Generator? g);

    [LibraryImport(Library)]
    internal static partial void THSTensor_bernoulli_0(Tensor t, double p, Generator? g);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_multinomial(Tensor t, long count, [MarshalAs(UnmanagedType.U1)] bool replacement,
        Generator? g);
}

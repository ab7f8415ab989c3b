using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.PInvoke;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial Tensor THSNN_mse_loss(Tensor input, Tensor target, long kind);

    [LibraryImport(Library)]
    internal static partial Tensor THSNN_nll_loss(Tensor input, Tensor target, Tensor? weight, long kind);

    [LibraryImport(Library)]
    internal static partial Tensor THSNN_cross_entropy(Tensor input, Tensor target, Tensor? weight, long ignoreIndex,
        [MarshalAs(UnmanagedType.U1)] bool hasIgnoreIndex, long kind, double smoothing);

    [LibraryImport(Library)]
    internal static partial Tensor THSNN_binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight, long kind,
        Tensor? posWeight);
}

using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.PInvoke;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool THSTensor_requires_grad(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_set_requires_grad(Tensor t, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library)]
    internal static partial void THSTensor_retain_grad(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_backward(Tensor t);

    [LibraryImport(Library)]
    internal static partial nint THSTensor_grad(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_set_grad(Tensor t, Tensor? grad);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool THSAutograd_isGradEnabled();

    [LibraryImport(Library)]
    internal static partial void THSAutograd_setGrad([MarshalAs(UnmanagedType.U1)] bool enabled);

    [LibraryImport(Library)]
    internal static partial void THSAutograd_grad(nint[]? outputs, long outputCount, nint[]? inputs, long inputCount,
        nint[]? gradients, long gradientCount, [MarshalAs(UnmanagedType.U1)] bool retainGraph,
        [MarshalAs(UnmanagedType.U1)] bool createGraph, [MarshalAs(UnmanagedType.U1)] bool allowUnused,
        TensorArray.Allocator allocator);

    [LibraryImport(Library)]
    internal static partial void THSAutograd_backward(nint[]? roots, long rootCount, nint[]? gradients, long gradientCount,
        [MarshalAs(UnmanagedType.U1)] bool retainGraph, [MarshalAs(UnmanagedType.U1)] bool createGraph, nint[]? inputs,
        long inputCount);

    [LibraryImport(Library)]
    internal static partial double THSTensor_clip_grad_norm_(nint[]? parameters, int length, double maxNorm, double normType);

    [LibraryImport(Library)]
    internal static partial void THSTensor_clip_grad_value_(nint[]? parameters, int length, double limit);
}

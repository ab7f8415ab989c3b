using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.PInvoke;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_cpu(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_cuda(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_clone(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_contiguous(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_detach(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_detach_(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_set_(Tensor t, Tensor source);

    [LibraryImport(Library)]
    internal static partial void THSTensor_copy_(Tensor t, Tensor source, [MarshalAs(UnmanagedType.U1)] bool nonBlocking);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_to_device(Tensor t, int deviceType, int index,
        [MarshalAs(UnmanagedType.U1)] bool copy, [MarshalAs(UnmanagedType.U1)] bool nonBlocking);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_to_type(Tensor t, sbyte scalarType, [MarshalAs(UnmanagedType.U1)] bool copy,
        [MarshalAs(UnmanagedType.U1)] bool nonBlocking);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_to_type_and_device(Tensor t, sbyte scalarType, int deviceType, int index,
        [MarshalAs(UnmanagedType.U1)] bool copy, [MarshalAs(UnmanagedType.U1)] bool nonBlocking);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_to_dense(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_indices(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_values(Tensor t);
}

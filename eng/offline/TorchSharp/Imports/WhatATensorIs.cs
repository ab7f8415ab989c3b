using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.PInvoke;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial void THSTensor_dispose(nint handle);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_alias(Tensor t);

    [LibraryImport(Library)]
    internal static partial long THSTensor_ndimension(Tensor t);

    [LibraryImport(Library)]
    internal static partial long THSTensor_numel(Tensor t);

    [LibraryImport(Library)]
    internal static partial long THSTensor_element_size(Tensor t);

    [LibraryImport(Library)]
    internal static partial long THSTensor_size(Tensor t, long dim);

    [LibraryImport(Library)]
    internal static partial long THSTensor_stride(Tensor t, long dim);

    [LibraryImport(Library)]
    internal static partial long THSTensor_storage_offset(Tensor t);

    [LibraryImport(Library)]
    internal static partial sbyte THSTensor_type(Tensor t);

    [LibraryImport(Library)]
    internal static partial int THSTensor_device_type(Tensor t);

    [LibraryImport(Library)]
    internal static partial int THSTensor_device_index(Tensor t);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool THSTensor_is_sparse(Tensor t);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool THSTensor_is_cpu(Tensor t);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool THSTensor_is_contiguous(Tensor t);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool THSTensor_is_leaf(Tensor t);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool THSTensor_is_nonzero(Tensor t);

    [LibraryImport(Library)]
    internal static partial nint THSTensor_data(Tensor t);

    [LibraryImport(Library)]
    internal static partial nint THSTensor_item(Tensor t);
}

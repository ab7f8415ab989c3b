using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.PInvoke;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_view(Tensor t, long[]? shape, int length);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_reshape(Tensor t, long[]? shape, int length);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_permute(Tensor t, long[]? order, int length);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_repeat(Tensor t, long[]? sizes, int length);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_flip(Tensor t, long[]? dimensions, int length);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_expand(Tensor t, long[]? sizes, int length,
        [MarshalAs(UnmanagedType.U1)] bool @implicit);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_as_strided(Tensor t, long[]? sizes, int length, long[]? strides, int strideCount,
        long offset);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_flatten(Tensor t, long start, long end);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_transpose(Tensor t, long dim1, long dim2);

    [LibraryImport(Library)]
    internal static partial void THSTensor_transpose_(Tensor t, long dim1, long dim2);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_unsqueeze(Tensor t, long dim);

    [LibraryImport(Library)]
    internal static partial void THSTensor_unsqueeze_(Tensor t, long dim);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_squeeze(Tensor t, long dim);

    [LibraryImport(Library)]
    internal static partial void THSTensor_squeeze_(Tensor t, long dim);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_squeeze_no_dim(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_squeeze_no_dim_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_select(Tensor t, long dim, long index);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_narrow(Tensor t, long dim, long start, long length);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_diag(Tensor t, long diagonal);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_tril(Tensor t, long diagonal, [MarshalAs(UnmanagedType.U1)] bool inPlace);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_triu(Tensor t, long diagonal, [MarshalAs(UnmanagedType.U1)] bool inPlace);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_index_select(Tensor t, long dim, Tensor index);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_gather(Tensor t, long dim, Tensor index);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_scatter(Tensor t, long dim, Tensor index, Tensor source);

    [LibraryImport(Library)]
    internal static partial void THSTensor_scatter_(Tensor t, long dim, Tensor index, Tensor source);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_index_add(Tensor t, long dim, Tensor index, Tensor source, Scalar alpha);

    [LibraryImport(Library)]
    internal static partial void THSTensor_index_add_(Tensor t, long dim, Tensor index, Tensor source, Scalar alpha);

    [LibraryImport(Library)]
    internal static partial void THSTensor_index_copy_(Tensor t, long dim, Tensor index, Tensor source);

    [LibraryImport(Library)]
    internal static partial void THSTensor_index_fill_(Tensor t, long dim, Tensor index, Scalar value);

    [LibraryImport(Library)]
    internal static partial void THSTensor_chunk(Tensor t, TensorArray.Allocator allocator, long chunks, long dim);

    [LibraryImport(Library)]
    internal static partial void THSTensor_split_with_size(Tensor t, TensorArray.Allocator allocator, long size, long dim);

    [LibraryImport(Library)]
    internal static partial void THSTensor_split_with_sizes(Tensor t, TensorArray.Allocator allocator, long[]? sizes, int length,
        long dim);

    [LibraryImport(Library)]
    internal static partial void THSTensor_unbind(Tensor t, TensorArray.Allocator allocator, long dim);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_cat(nint[]? parts, int length, long dim);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_stack(nint[]? parts, int length, long dim);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_index(Tensor t, long[]? starts, long[]? ends, long[]? steps, nint[]? parts,
        int length);

    [LibraryImport(Library)]
    internal static partial void THSTensor_index_put_(Tensor t, long[]? starts, long[]? ends, long[]? steps, nint[]? parts,
        int length, Tensor value, [MarshalAs(UnmanagedType.U1)] bool accumulate);

    [LibraryImport(Library)]
    internal static partial void THSTensor_index_put_scalar_(Tensor t, long[]? starts, long[]? ends, long[]? steps,
        nint[]? parts, int length, Scalar value);
}

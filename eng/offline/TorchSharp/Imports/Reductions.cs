using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.PInvoke;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_all(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_any(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_max(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_mean(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_min(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_all_along_dimension(Tensor t, long dim, [MarshalAs(UnmanagedType.U1)] bool keepdim);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_any_along_dimension(Tensor t, long dim, [MarshalAs(UnmanagedType.U1)] bool keepdim);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_argmax_along_dimension(Tensor t, long dim,
        [MarshalAs(UnmanagedType.U1)] bool keepdim);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_argmin_along_dimension(Tensor t, long dim,
        [MarshalAs(UnmanagedType.U1)] bool keepdim);

    [LibraryImport(Library)]
    internal static partial void THSTensor_max_along_dimension(Tensor t, TensorArray.Allocator allocator, long dim,
        [MarshalAs(UnmanagedType.U1)] bool keepdim);

    [LibraryImport(Library)]
    internal static partial void THSTensor_min_along_dimension(Tensor t, TensorArray.Allocator allocator, long dim,
        [MarshalAs(UnmanagedType.U1)] bool keepdim);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_argmax(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_argmin(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_sum(Tensor t, [MarshalAs(UnmanagedType.U1)] bool hasType, sbyte dtype);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_prod(Tensor t, [MarshalAs(UnmanagedType.U1)] bool hasType, sbyte dtype);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_sum_along_dimensions(Tensor t, long[]? dimensions, int length,
        [MarshalAs(UnmanagedType.U1)] bool keepdim, [MarshalAs(UnmanagedType.U1)] bool hasType, sbyte dtype);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_mean_along_dimensions(Tensor t, long[]? dimensions, int length,
        [MarshalAs(UnmanagedType.U1)] bool keepdim, [MarshalAs(UnmanagedType.U1)] bool hasType, sbyte dtype);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_amax(Tensor t, long[]? dimensions, int length,
        [MarshalAs(UnmanagedType.U1)] bool keepdim);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_amin(Tensor t, long[]? dimensions, int length,
        [MarshalAs(UnmanagedType.U1)] bool keepdim);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_norm(Tensor t, float p);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_norm_along_dimension(Tensor t, long dim, [MarshalAs(UnmanagedType.U1)] bool keepdim,
        float p);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_std(Tensor t, [MarshalAs(UnmanagedType.U1)] bool unbiased);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_var(Tensor t, [MarshalAs(UnmanagedType.U1)] bool unbiased);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_std_along_dimensions(Tensor t, long[]? dimensions, int length,
        [MarshalAs(UnmanagedType.U1)] bool unbiased, [MarshalAs(UnmanagedType.U1)] bool keepdim);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_var_along_dimensions(Tensor t, long[]? dimensions, int length,
        [MarshalAs(UnmanagedType.U1)] bool unbiased, [MarshalAs(UnmanagedType.U1)] bool keepdim);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_cumsum(Tensor t, long dim, [MarshalAs(UnmanagedType.U1)] bool hasType, sbyte dtype);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_logsumexp(Tensor t, long dim, [MarshalAs(UnmanagedType.U1)] bool keepdim);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_trace(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_topk(Tensor t, TensorArray.Allocator allocator, int k, long dim,
        [MarshalAs(UnmanagedType.U1)] bool largest, [MarshalAs(UnmanagedType.U1)] bool sorted);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_sort(Tensor t, long dim, [MarshalAs(UnmanagedType.U1)] bool descending,
        [MarshalAs(UnmanagedType.U1)] bool stable, out nint indices);
}

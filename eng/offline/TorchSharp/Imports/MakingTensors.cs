using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.PInvoke;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_zeros(long[]? sizes, int length, sbyte scalarType, int deviceType, int deviceIndex,
        [MarshalAs(UnmanagedType.U1)] bool requiresGrad);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_ones(long[]? sizes, int length, sbyte scalarType, int deviceType, int deviceIndex,
        [MarshalAs(UnmanagedType.U1)] bool requiresGrad);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_empty(long[]? sizes, int length, sbyte scalarType, int deviceType, int deviceIndex,
        [MarshalAs(UnmanagedType.U1)] bool requiresGrad);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_rand(Generator? g, long[]? sizes, int length, sbyte scalarType, int deviceType,
        int deviceIndex, [MarshalAs(UnmanagedType.U1)] bool requiresGrad);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_randn(Generator? g, long[]? sizes, int length, sbyte scalarType, int deviceType,
        int deviceIndex, [MarshalAs(UnmanagedType.U1)] bool requiresGrad);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_zeros_like(Tensor t, sbyte scalarType, int deviceType, int deviceIndex,
        [MarshalAs(UnmanagedType.U1)] bool requiresGrad);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_ones_like(Tensor t, sbyte scalarType, int deviceType, int deviceIndex,
        [MarshalAs(UnmanagedType.U1)] bool requiresGrad);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_empty_like(Tensor t, sbyte scalarType, int deviceType, int deviceIndex,
        [MarshalAs(UnmanagedType.U1)] bool requiresGrad);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_rand_like(Tensor t, sbyte scalarType, int deviceType, int deviceIndex,
        [MarshalAs(UnmanagedType.U1)] bool requiresGrad);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_randn_like(Tensor t, sbyte scalarType, int deviceType, int deviceIndex,
        [MarshalAs(UnmanagedType.U1)] bool requiresGrad);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_full(long[]? sizes, int length, Scalar value, sbyte scalarType, int deviceType,
        int deviceIndex, [MarshalAs(UnmanagedType.U1)] bool requiresGrad);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_full_like(Tensor t, Scalar value, sbyte scalarType, int deviceType, int deviceIndex,
        [MarshalAs(UnmanagedType.U1)] bool requiresGrad);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_empty_strided(long[]? sizes, int length, long[]? strides, int strideCount,
        sbyte scalarType, int deviceType, int deviceIndex, [MarshalAs(UnmanagedType.U1)] bool requiresGrad);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_eye(long rows, long columns, sbyte scalarType, int deviceType, int deviceIndex,
        [MarshalAs(UnmanagedType.U1)] bool requiresGrad);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_arange(Scalar start, Scalar end, Scalar step, sbyte scalarType, int deviceType,
        int deviceIndex, [MarshalAs(UnmanagedType.U1)] bool requiresGrad);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_linspace(double start, double end, long steps, sbyte scalarType, int deviceType,
        int deviceIndex, [MarshalAs(UnmanagedType.U1)] bool requiresGrad);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_randint(Generator? g, long low, long high, long[]? sizes, int length,
        sbyte scalarType, int deviceType, int deviceIndex, [MarshalAs(UnmanagedType.U1)] bool requiresGrad);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_randperm(Generator? g, long n, sbyte scalarType, int deviceType, int deviceIndex,
        [MarshalAs(UnmanagedType.U1)] bool requiresGrad);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_sparse(Tensor indices, Tensor values, long[]? sizes, int length, sbyte scalarType,
        int deviceType, int deviceIndex, [MarshalAs(UnmanagedType.U1)] bool requiresGrad);
}

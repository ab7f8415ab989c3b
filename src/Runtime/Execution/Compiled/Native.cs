using System.Runtime.InteropServices;

namespace OptimizerDsl.Compiled;

/// <summary>TorchSharp's native library, called directly where its managed objects would cost more than the step.</summary>
/// <remarks>Truth values come back as one byte: some versions return an int and some a bool, and the low byte of both agrees.</remarks>
internal static partial class Native
{
    public const int Float16 = 5, Float32 = 6, Float64 = 7, BFloat16 = 15;

    private const string Library = NativeLibraries.TorchSharp;

    static Native() => NativeLibraries.Install();

    [LibraryImport(Library, EntryPoint = "THSTensor_grad")]
    public static partial nint Gradient(nint tensor);

    [LibraryImport(Library, EntryPoint = "THSTensor_dispose")]
    public static partial void Dispose(nint tensor);

    [LibraryImport(Library, EntryPoint = "THSTensor_detach")]
    public static partial nint Detach(nint tensor);

    [LibraryImport(Library, EntryPoint = "THSTensor_as_strided")]
    public static partial nint AsStrided(nint tensor, nint sizes, int sizeCount, nint strides, int strideCount, long offset);

    /// <summary>Changes the sign of every element in place.</summary>
    [LibraryImport(Library, EntryPoint = "THSTensor_neg_")]
    public static partial void Negate(nint tensor);

    [LibraryImport(Library, EntryPoint = "THSTensor_data"), SuppressGCTransition]
    public static partial nint Data(nint tensor);

    [LibraryImport(Library, EntryPoint = "THSTensor_type"), SuppressGCTransition]
    private static partial sbyte Type(nint tensor);

    [LibraryImport(Library, EntryPoint = "THSTensor_is_sparse"), SuppressGCTransition]
    private static partial byte IsSparseByte(nint tensor);

    [LibraryImport(Library, EntryPoint = "THSTensor_requires_grad"), SuppressGCTransition]
    private static partial byte RequiresGradientByte(nint tensor);

    [LibraryImport(Library, EntryPoint = "THSTensor_is_contiguous"), SuppressGCTransition]
    private static partial byte IsContiguousByte(nint tensor);

    [LibraryImport(Library, EntryPoint = "THSTensor_device_type"), SuppressGCTransition]
    public static partial int DeviceType(nint tensor);

    [LibraryImport(Library, EntryPoint = "THSTensor_device_index"), SuppressGCTransition]
    public static partial int DeviceIndex(nint tensor);

    [LibraryImport(Library, EntryPoint = "THSTensor_ndimension"), SuppressGCTransition]
    public static partial long Dimensions(nint tensor);

    [LibraryImport(Library, EntryPoint = "THSTensor_size"), SuppressGCTransition]
    public static partial long Size(nint tensor, long dimension);

    [LibraryImport(Library, EntryPoint = "THSTensor_stride"), SuppressGCTransition]
    public static partial long Stride(nint tensor, long dimension);

    public static int TypeOf(nint tensor) => Type(tensor);

    /// <summary>The bytes of an element of a floating-point tensor.</summary>
    public static int ElementSize(nint tensor) => Type(tensor) switch { Float64 => 8, Float32 => 4, _ => 2 };

    public static bool IsSparse(nint tensor) => IsSparseByte(tensor) != 0;

    public static bool RequiresGradient(nint tensor) => RequiresGradientByte(tensor) != 0;

    public static bool IsContiguous(nint tensor) => IsContiguousByte(tensor) != 0;

    public static bool HasShape(nint tensor, long[] shape)
    {
        if (Dimensions(tensor) != shape.Length) return false;
        for (var d = 0; d < shape.Length; d++)
            if (Size(tensor, d) != shape[d]) return false;
        return true;
    }

    /// <summary>Fills in the stride of every dimension, without allocating.</summary>
    public static Span<long> Strides(nint tensor, Span<long> strides)
    {
        for (var d = 0; d < strides.Length; d++) strides[d] = Stride(tensor, d);
        return strides;
    }

    /// <summary>Whether two tensors of one shape lie in memory in the same order.</summary>
    public static bool SameStrides(nint a, nint b, long[] shape)
    {
        for (var d = 0; d < shape.Length; d++)
            if (shape[d] > 1 && Stride(a, d) != Stride(b, d)) return false;
        return true;
    }
}

using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.PInvoke;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial Tensor THSSpecial_softmax(Tensor t, long dim, sbyte scalarType);

    [LibraryImport(Library)]
    internal static partial Tensor THSSpecial_log_softmax(Tensor t, long dim, sbyte scalarType);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_gelu(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_silu(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_silu_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_leaky_relu(Tensor t, Scalar slope);

    [LibraryImport(Library)]
    internal static partial void THSTensor_leaky_relu_(Tensor t, Scalar slope);

    [LibraryImport(Library)]
    internal static partial Tensor THSNN_one_hot(Tensor t, long classes);

    [LibraryImport(Library)]
    internal static partial Tensor THSNN_functional_linear(Tensor input, Tensor? weight, Tensor? bias);

    [LibraryImport(Library)]
    internal static partial Tensor THSNN_dropout(Tensor input, double p, [MarshalAs(UnmanagedType.U1)] bool training,
        [MarshalAs(UnmanagedType.U1)] bool inPlace);

    [LibraryImport(Library)]
    internal static partial Tensor THSNN_batch_norm(Tensor input, Tensor? runningMean, Tensor? runningVar, Tensor? weight,
        Tensor? bias, [MarshalAs(UnmanagedType.U1)] bool training, double momentum, double eps);

    [LibraryImport(Library)]
    internal static partial Tensor THSNN_layer_norm(Tensor input, long[]? shape, long length, Tensor? weight, Tensor? bias,
        double eps);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_conv2d(Tensor input, Tensor kernel, Tensor? bias, long[]? strides,
        int stridesLength, long[]? paddings, int paddingsLength, long[]? dilations, int dilationsLength, long groups);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_conv2d_padding(Tensor input, Tensor kernel, Tensor? bias, long[]? strides,
        int stridesLength, int padding, long[]? dilations, int dilationsLength, long groups);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_max_pool2d(Tensor t, long[]? kernel, int kernelLength, long[]? stride,
        int strideLength, long[]? padding, int paddingLength, long[]? dilation, int dilationLength,
        [MarshalAs(UnmanagedType.U1)] bool ceilMode);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_avg_pool2d(Tensor t, long[]? kernel, int kernelLength, long[]? stride,
        int strideLength, long[]? padding, int paddingLength, [MarshalAs(UnmanagedType.U1)] bool ceilMode,
        [MarshalAs(UnmanagedType.U1)] bool countPadding, long divisor);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_adaptive_avg_pool2d(Tensor t, long[]? size, int length);

    [LibraryImport(Library)]
    internal static partial Tensor THSNN_embedding(Tensor table, Tensor rows, long paddingIndex, double maxNorm, double normType,
        [MarshalAs(UnmanagedType.U1)] bool scaleGradient, [MarshalAs(UnmanagedType.U1)] bool sparse);

    [LibraryImport(Library)]
    internal static partial Tensor THSNN_lstm(Tensor input, Tensor h0, Tensor c0, nint[]? parameters, int length,
        [MarshalAs(UnmanagedType.U1)] bool biases, long layers, double dropout, [MarshalAs(UnmanagedType.U1)] bool training,
        [MarshalAs(UnmanagedType.U1)] bool bidirectional, [MarshalAs(UnmanagedType.U1)] bool batchFirst, out nint hN,
        out nint cN);
}

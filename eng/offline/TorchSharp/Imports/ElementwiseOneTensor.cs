using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.PInvoke;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_abs(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_abs_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_bitwise_not(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_bitwise_not_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_ceil(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_ceil_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_cos(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_cos_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_erf(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_erf_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_exp(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_exp_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_expm1(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_expm1_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_floor(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_floor_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_log(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_log_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_log10(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_log10_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_log1p(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_log1p_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_log2(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_log2_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_logical_not(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_logical_not_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_neg(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_neg_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_reciprocal(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_reciprocal_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_relu(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_relu_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_rsqrt(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_rsqrt_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_sigmoid(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_sigmoid_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_sign(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_sign_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_sin(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_sin_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_sqrt(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_sqrt_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_tanh(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_tanh_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_trunc(Tensor t);

    [LibraryImport(Library)]
    internal static partial void THSTensor_trunc_(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_isfinite(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_isinf(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_isnan(Tensor t);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_round(Tensor t, long decimals);

    [LibraryImport(Library)]
    internal static partial void THSTensor_round_(Tensor t, long decimals);

    [LibraryImport(Library)]
    internal static partial void THSTensor_fill_(Tensor t, Scalar value);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_zeros_out(long[]? sizes, int length, Tensor @out);
}

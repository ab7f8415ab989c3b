using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.PInvoke;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_eq(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_eq_(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_eq_scalar(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_eq_scalar_(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_ge(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_ge_(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_ge_scalar(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_ge_scalar_(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_gt(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_gt_(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_gt_scalar(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_gt_scalar_(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_le(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_le_(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_le_scalar(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_le_scalar_(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_lt(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_lt_(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_lt_scalar(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_lt_scalar_(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_ne(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_ne_(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_ne_scalar(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_ne_scalar_(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_fmod(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_fmod_(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_fmod_scalar(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_fmod_scalar_(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_mul(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_mul_(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_mul_scalar(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_mul_scalar_(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_pow(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_pow_(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_pow_scalar(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_pow_scalar_(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_remainder(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_remainder_(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_remainder_scalar(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_remainder_scalar_(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_sub(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_sub_(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_sub_scalar(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_sub_scalar_(Tensor left, Scalar right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_bitwise_and(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_bitwise_and_(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_bitwise_or(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_bitwise_or_(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_bitwise_xor(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_bitwise_xor_(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_logical_and(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_logical_and_(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_logical_or(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_logical_or_(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_logical_xor(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial void THSTensor_logical_xor_(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_add(Tensor left, Tensor right, Scalar alpha);

    [LibraryImport(Library)]
    internal static partial void THSTensor_add_(Tensor left, Tensor right, Scalar alpha);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_add_scalar(Tensor left, Scalar right, Scalar alpha);

    [LibraryImport(Library)]
    internal static partial void THSTensor_add_scalar_(Tensor left, Scalar right, Scalar alpha);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Tensor THSTensor_div(Tensor left, Tensor right, string? mode);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void THSTensor_div_(Tensor left, Tensor right, string? mode);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial Tensor THSTensor_div_scalar(Tensor left, Scalar right, string? mode);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void THSTensor_div_scalar_(Tensor left, Scalar right, string? mode);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_addcmul(Tensor t, Tensor tensor1, Tensor tensor2, Scalar value);

    [LibraryImport(Library)]
    internal static partial void THSTensor_addcmul_(Tensor t, Tensor tensor1, Tensor tensor2, Scalar value);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_addcdiv(Tensor t, Tensor tensor1, Tensor tensor2, Scalar value);

    [LibraryImport(Library)]
    internal static partial void THSTensor_addcdiv_(Tensor t, Tensor tensor1, Tensor tensor2, Scalar value);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_lerp(Tensor t, Tensor end, Tensor? weight);

    [LibraryImport(Library)]
    internal static partial void THSTensor_lerp_(Tensor t, Tensor end, Tensor? weight);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_where(Tensor condition, Tensor x, Tensor y);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_max_elementwise(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_min_elementwise(Tensor left, Tensor right);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_clamp(Tensor t, Scalar? min, Scalar? max);

    [LibraryImport(Library)]
    internal static partial void THSTensor_clamp_(Tensor t, Scalar? min, Scalar? max);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_clamp_tensor(Tensor t, Tensor? min, Tensor? max);

    [LibraryImport(Library)]
    internal static partial void THSTensor_clamp_tensor_(Tensor t, Tensor? min, Tensor? max);

    [LibraryImport(Library)]
    internal static partial Tensor THSTensor_masked_fill(Tensor t, Tensor mask, Scalar value);

    [LibraryImport(Library)]
    internal static partial void THSTensor_masked_fill_(Tensor t, Tensor mask, Scalar value);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool THSTensor_allclose(Tensor left, Tensor right, double rtol, double atol,
        [MarshalAs(UnmanagedType.U1)] bool equalNan);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool THSTensor_equal(Tensor left, Tensor right);
}

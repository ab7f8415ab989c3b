using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.PInvoke;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint THSTorch_uint8_to_scalar(byte value);

    [LibraryImport(Library)]
    internal static partial nint THSTorch_int8_to_scalar(sbyte value);

    [LibraryImport(Library)]
    internal static partial nint THSTorch_int16_to_scalar(short value);

    [LibraryImport(Library)]
    internal static partial nint THSTorch_int32_to_scalar(int value);

    [LibraryImport(Library)]
    internal static partial nint THSTorch_int64_to_scalar(long value);

    [LibraryImport(Library)]
    internal static partial nint THSTorch_float32_to_scalar(float value);

    [LibraryImport(Library)]
    internal static partial nint THSTorch_float64_to_scalar(double value);

    [LibraryImport(Library)]
    internal static partial nint THSTorch_bool_to_scalar([MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library)]
    internal static partial nint THSTorch_float16_to_scalar(float value);

    [LibraryImport(Library)]
    internal static partial nint THSTorch_bfloat16_to_scalar(float value);

    [LibraryImport(Library)]
    internal static partial byte THSTorch_scalar_to_uint8(Scalar value);

    [LibraryImport(Library)]
    internal static partial sbyte THSTorch_scalar_to_int8(Scalar value);

    [LibraryImport(Library)]
    internal static partial short THSTorch_scalar_to_int16(Scalar value);

    [LibraryImport(Library)]
    internal static partial int THSTorch_scalar_to_int32(Scalar value);

    [LibraryImport(Library)]
    internal static partial long THSTorch_scalar_to_int64(Scalar value);

    [LibraryImport(Library)]
    internal static partial float THSTorch_scalar_to_float32(Scalar value);

    [LibraryImport(Library)]
    internal static partial double THSTorch_scalar_to_float64(Scalar value);

    [LibraryImport(Library)]
    [return: MarshalAs(UnmanagedType.U1)]
    internal static partial bool THSTorch_scalar_to_bool(Scalar value);

    [LibraryImport(Library)]
    internal static partial sbyte THSTorch_scalar_type(Scalar value);

    [LibraryImport(Library)]
    internal static partial void THSTorch_dispose_scalar(nint handle);

    [LibraryImport(Library)]
    internal static partial nint THSGenerator_manual_seed(long seed);

    [LibraryImport(Library)]
    internal static partial nint THSGenerator_default_generator();

    [LibraryImport(Library)]
    internal static partial nint THSGenerator_new(ulong seed, long deviceType, long index);

    [LibraryImport(Library)]
    internal static partial void THSGenerator_gen_manual_seed(Generator? g, long seed);

    [LibraryImport(Library)]
    internal static partial long THSGenerator_initial_seed(Generator? g);

    [LibraryImport(Library)]
    internal static partial Tensor THSGenerator_get_rng_state(Generator? g);

    [LibraryImport(Library)]
    internal static partial void THSGenerator_set_rng_state(Generator? g, Tensor state);

    [LibraryImport(Library)]
    internal static partial void THSGenerator_dispose(nint handle);
}

using System.Runtime.InteropServices.Marshalling;
using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp;

/// <summary>A number of any element type, as libtorch's operations take it.</summary>
[NativeMarshalling(typeof(PInvoke.ScalarMarshaller))]
public sealed class Scalar : IDisposable
{
    private nint _handle;

    internal Scalar(nint handle) => _handle = handle;

    ~Scalar() => Release();

    internal nint Handle => _handle != 0 ? _handle : throw new InvalidOperationException("Scalar invalid -- empty handle.");

    public torch.ScalarType Type => (torch.ScalarType)THSTorch_scalar_type(this);

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release()
    {
        if (_handle != 0)
            THSTorch_dispose_scalar(_handle);
        _handle = 0;
    }

    public static implicit operator Scalar(byte value) => value.ToScalar();

    public static implicit operator Scalar(sbyte value) => value.ToScalar();

    public static implicit operator Scalar(short value) => value.ToScalar();

    public static implicit operator Scalar(int value) => value.ToScalar();

    public static implicit operator Scalar(long value) => value.ToScalar();

    public static implicit operator Scalar(Half value) => value.ToScalar();

    public static implicit operator Scalar(float value) => value.ToScalar();

    public static implicit operator Scalar(double value) => value.ToScalar();

    public static implicit operator Scalar(bool value) => value.ToScalar();
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => new(THSTorch_uint8_to_scalar(value));

    public static Scalar ToScalar(this sbyte value) => new(THSTorch_int8_to_scalar(value));

    public static Scalar ToScalar(this short value) => new(THSTorch_int16_to_scalar(value));

    public static Scalar ToScalar(this int value) => new(THSTorch_int32_to_scalar(value));

    public static Scalar ToScalar(this long value) => new(THSTorch_int64_to_scalar(value));

    public static Scalar ToScalar(this Half value) => new(THSTorch_float16_to_scalar((float)value));

    public static Scalar ToScalar(this float value) => new(THSTorch_float32_to_scalar(value));

    public static Scalar ToScalar(this double value) => new(THSTorch_float64_to_scalar(value));

    public static Scalar ToScalar(this bool value) => new(THSTorch_bool_to_scalar(value));

    public static Scalar ToBFloat16Scalar(this float value) => new(THSTorch_bfloat16_to_scalar(value));

    public static Half ToHalf(this Scalar value) => (Half)Checked(THSTorch_scalar_to_float32(value));

    public static float ToSingle(this Scalar value) => Checked(THSTorch_scalar_to_float32(value));

    public static double ToDouble(this Scalar value) => Checked(THSTorch_scalar_to_float64(value));

    public static sbyte ToSByte(this Scalar value) => Checked(THSTorch_scalar_to_int8(value));

    public static byte ToByte(this Scalar value) => Checked(THSTorch_scalar_to_uint8(value));

    public static short ToInt16(this Scalar value) => Checked(THSTorch_scalar_to_int16(value));

    public static int ToInt32(this Scalar value) => Checked(THSTorch_scalar_to_int32(value));

    public static long ToInt64(this Scalar value) => Checked(THSTorch_scalar_to_int64(value));

    public static bool ToBoolean(this Scalar value) => Checked(THSTorch_scalar_to_bool(value));

    private static T Checked<T>(T value)
    {
        torch.CheckForErrors();
        return value;
    }
}

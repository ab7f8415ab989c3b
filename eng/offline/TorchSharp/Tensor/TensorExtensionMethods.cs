using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp;

public static class TensorExtensionMethods
{
    public static Modules.Parameter AsParameter(this Tensor tensor) => new(tensor);

    public static Half ToHalf(this Tensor value) => Read(value, ScalarExtensionMethods.ToHalf);

    public static float ToSingle(this Tensor value) => Read(value, ScalarExtensionMethods.ToSingle);

    public static double ToDouble(this Tensor value) => Read(value, ScalarExtensionMethods.ToDouble);

    public static sbyte ToSByte(this Tensor value) => Read(value, ScalarExtensionMethods.ToSByte);

    public static byte ToByte(this Tensor value) => Read(value, ScalarExtensionMethods.ToByte);

    public static short ToInt16(this Tensor value) => Read(value, ScalarExtensionMethods.ToInt16);

    public static int ToInt32(this Tensor value) => Read(value, ScalarExtensionMethods.ToInt32);

    public static long ToInt64(this Tensor value) => Read(value, ScalarExtensionMethods.ToInt64);

    public static bool ToBoolean(this Tensor value) => Read(value, ScalarExtensionMethods.ToBoolean);

    private static T Read<T>(Tensor tensor, Func<Scalar, T> convert)
    {
        using Scalar scalar = tensor.ToScalar();
        return convert(scalar);
    }

    public static int ElementSize(this ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        ScalarType.Int64 or ScalarType.Float64 or ScalarType.ComplexFloat32 => 8,
        ScalarType.ComplexFloat64 => 16,
        _ => throw new NotImplementedException(),
    };

    /// <summary>Writes the type, the shape, and the bytes.</summary>
    public static void Save(this Tensor tensor, BinaryWriter writer)
    {
        bool elsewhere = tensor.device_type is not DeviceType.CPU;
        if (elsewhere)
            tensor = tensor.to(CPU);
        writer.Encode((int)tensor.dtype);
        long[] shape = tensor.shape;
        writer.Encode(shape.Length);
        foreach (long size in shape)
            writer.Encode(size);
        tensor.WriteBytesToStream(writer.BaseStream);
        if (elsewhere)
            tensor.Dispose();
    }

    public static void Save(this Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream);
        tensor.Save(writer);
        stream.Flush();
    }

    public static void Save(this Tensor tensor, string location) => tensor.Save(File.Create(location));

    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        (ScalarType type, long[] shape) = ReadHeader(reader);
        if (type != tensor.dtype)
            throw new ArgumentException("Mismatched tensor data types while loading. Make sure that the model you are loading into is exactly the same as the origin.");
        ReadInto(tensor, shape, reader, skip);
    }

    public static Tensor Load(BinaryReader reader, bool skip = false)
    {
        Tensor? tensor = null;
        Load(ref tensor, reader, skip);
        return tensor!;
    }

    public static void Load(ref Tensor? tensor, BinaryReader reader, bool skip = false)
    {
        (ScalarType type, long[] shape) = ReadHeader(reader);
        tensor ??= skip ? zeros(shape, dtype: type) : empty(shape, dtype: type);
        ReadInto(tensor, shape, reader, skip);
    }

    private static (ScalarType, long[]) ReadHeader(BinaryReader reader)
    {
        var type = (ScalarType)reader.Decode();
        long[] shape = new long[reader.Decode()];
        for (int i = 0; i < shape.Length; i++)
            shape[i] = reader.Decode();
        return (type, shape);
    }

    private static void ReadInto(Tensor tensor, long[] shape, BinaryReader reader, bool skip)
    {
        if (skip)
        {
            reader.BaseStream.Seek(tensor.NumberOfElements * tensor.ElementSize, SeekOrigin.Current);
            return;
        }
        if (!shape.SequenceEqual(tensor.shape))
            throw new ArgumentException("Mismatched tensor shape while loading. Make sure that the model you are loading into is exactly the same as the origin.");
        using IDisposable none = no_grad();
        if (tensor.device_type is DeviceType.CPU)
        {
            tensor.ReadBytesFromStream(reader.BaseStream);
            return;
        }
        using Tensor read = zeros_like(tensor, device: CPU);
        read.ReadBytesFromStream(reader.BaseStream);
        tensor.copy_(read);
    }
}

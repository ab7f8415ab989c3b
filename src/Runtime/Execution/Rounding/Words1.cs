using System.Runtime.CompilerServices;

namespace OptimizerDsl.Compiled;

/// <summary>A single word.</summary>
internal readonly unsafe struct Words1(uint value) : IWords<Words1>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly uint _value = value;

    public float Single { [MethodImpl(Inline)] get => BitConverter.UInt32BitsToSingle(_value); }

    [MethodImpl(Inline)]
    public static Words1 Of(float x) => new(BitConverter.SingleToUInt32Bits(x));

    [MethodImpl(Inline)]
    public static Words1 Load(ushort* pointer) => new(Unsafe.ReadUnaligned<ushort>(pointer));

    [MethodImpl(Inline)]
    public static void Store(ushort* pointer, Words1 x) => Unsafe.WriteUnaligned(pointer, (ushort)x._value);

    /// <summary>Reads numbers of a type.</summary>
    [MethodImpl(Inline)]
    public static Words1 Load<N>(nint pointer, long index) where N : struct, INarrow =>
        N.Bytes == sizeof(uint) ? new(Unsafe.ReadUnaligned<uint>((uint*)pointer + index)) : Load((ushort*)pointer + index);

    /// <summary>Writes numbers of a type.</summary>
    [MethodImpl(Inline)]
    public static void Store<N>(nint pointer, long index, Words1 x) where N : struct, INarrow
    {
        if (N.Bytes == sizeof(uint)) Unsafe.WriteUnaligned((uint*)pointer + index, x._value);
        else Store((ushort*)pointer + index, x);
    }

    [MethodImpl(Inline)]
    public static Words1 All(uint value) => new(value);

    public static Words1 Indices { [MethodImpl(Inline)] get => default; }

    [MethodImpl(Inline)]
    public static Words1 operator +(Words1 a, Words1 b) => new(a._value + b._value);

    [MethodImpl(Inline)]
    public static Words1 operator *(Words1 a, Words1 b) => new(a._value * b._value);

    [MethodImpl(Inline)]
    public static Words1 operator &(Words1 a, Words1 b) => new(a._value & b._value);

    [MethodImpl(Inline)]
    public static Words1 operator |(Words1 a, Words1 b) => new(a._value | b._value);

    [MethodImpl(Inline)]
    public static Words1 operator ^(Words1 a, Words1 b) => new(a._value ^ b._value);

    [MethodImpl(Inline)]
    public static Words1 operator <<(Words1 a, int count) => new(a._value << count);

    [MethodImpl(Inline)]
    public static Words1 operator >>>(Words1 a, int count) => new(a._value >>> count);

    [MethodImpl(Inline)]
    public static Words1 WhereGreater(Words1 a, Words1 b, Words1 x, Words1 y) => a._value > b._value ? x : y;

    [MethodImpl(Inline)]
    public static Words1 AddFloats(Words1 a, Words1 b) => Of(a.Single + b.Single);

    [MethodImpl(Inline)]
    public static Words1 MultiplyFloats(Words1 a, Words1 b) => Of(a.Single * b.Single);

    [MethodImpl(Inline)]
    public static Words1 TruncateFloats(Words1 a) => new((uint)(int)a.Single);
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OptimizerDsl.Compiled;

/// <summary>8 words.</summary>
internal readonly unsafe struct Words256(Vector256<uint> vector) : IWords<Words256>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector256<uint> _vector = vector;

    public Vector256<float> Singles { [MethodImpl(Inline)] get => _vector.AsSingle(); }

    [MethodImpl(Inline)]
    public static Words256 Of(Vector256<float> x) => new(x.AsUInt32());

    [MethodImpl(Inline)]
    public static Words256 Load(ushort* pointer) => new(Vector256.WidenLower(Vector128.Load(pointer).ToVector256Unsafe()));

    [MethodImpl(Inline)]
    public static void Store(ushort* pointer, Words256 x) => Vector128.Narrow(x._vector.GetLower(), x._vector.GetUpper()).Store(pointer);

    /// <summary>Reads numbers of a type.</summary>
    [MethodImpl(Inline)]
    public static Words256 Load<N>(nint pointer, long index) where N : struct, INarrow =>
        N.Bytes == sizeof(uint) ? new(Vector256.Load((uint*)pointer + index)) : Load((ushort*)pointer + index);

    /// <summary>Writes numbers of a type.</summary>
    [MethodImpl(Inline)]
    public static void Store<N>(nint pointer, long index, Words256 x) where N : struct, INarrow
    {
        if (N.Bytes == sizeof(uint)) x._vector.Store((uint*)pointer + index);
        else Store((ushort*)pointer + index, x);
    }

    [MethodImpl(Inline)]
    public static Words256 All(uint value) => new(Vector256.Create(value));

    public static Words256 Indices { [MethodImpl(Inline)] get => new(Vector256<uint>.Indices); }

    [MethodImpl(Inline)]
    public static Words256 operator +(Words256 a, Words256 b) => new(a._vector + b._vector);

    [MethodImpl(Inline)]
    public static Words256 operator *(Words256 a, Words256 b) => new(a._vector * b._vector);

    [MethodImpl(Inline)]
    public static Words256 operator &(Words256 a, Words256 b) => new(a._vector & b._vector);

    [MethodImpl(Inline)]
    public static Words256 operator |(Words256 a, Words256 b) => new(a._vector | b._vector);

    [MethodImpl(Inline)]
    public static Words256 operator ^(Words256 a, Words256 b) => new(a._vector ^ b._vector);

    [MethodImpl(Inline)]
    public static Words256 operator <<(Words256 a, int count) => new(a._vector << count);

    [MethodImpl(Inline)]
    public static Words256 operator >>>(Words256 a, int count) => new(a._vector >>> count);

    // Compared as signed numbers, for which there is an instruction everywhere.
    [MethodImpl(Inline)]
    public static Words256 WhereGreater(Words256 a, Words256 b, Words256 x, Words256 y) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThan(a._vector.AsInt32(), b._vector.AsInt32()).AsUInt32(), x._vector, y._vector));

    [MethodImpl(Inline)]
    public static Words256 AddFloats(Words256 a, Words256 b) => Of(a.Singles + b.Singles);

    [MethodImpl(Inline)]
    public static Words256 MultiplyFloats(Words256 a, Words256 b) => Of(a.Singles * b.Singles);

    [MethodImpl(Inline)]
    public static Words256 TruncateFloats(Words256 a) => new(Vector256.ConvertToInt32Native(a.Singles).AsUInt32());
}

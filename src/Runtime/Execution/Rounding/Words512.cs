using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OptimizerDsl.Compiled;

/// <summary>16 words.</summary>
internal readonly unsafe struct Words512(Vector512<uint> vector) : IWords<Words512>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector512<uint> _vector = vector;

    public Vector512<float> Singles { [MethodImpl(Inline)] get => _vector.AsSingle(); }

    [MethodImpl(Inline)]
    public static Words512 Of(Vector512<float> x) => new(x.AsUInt32());

    [MethodImpl(Inline)]
    public static Words512 Load(ushort* pointer) => new(Vector512.WidenLower(Vector256.Load(pointer).ToVector512Unsafe()));

    [MethodImpl(Inline)]
    public static void Store(ushort* pointer, Words512 x) => Vector256.Narrow(x._vector.GetLower(), x._vector.GetUpper()).Store(pointer);

    /// <summary>Reads numbers of a type.</summary>
    [MethodImpl(Inline)]
    public static Words512 Load<N>(nint pointer, long index) where N : struct, INarrow =>
        N.Bytes == sizeof(uint) ? new(Vector512.Load((uint*)pointer + index)) : Load((ushort*)pointer + index);

    /// <summary>Writes numbers of a type.</summary>
    [MethodImpl(Inline)]
    public static void Store<N>(nint pointer, long index, Words512 x) where N : struct, INarrow
    {
        if (N.Bytes == sizeof(uint)) x._vector.Store((uint*)pointer + index);
        else Store((ushort*)pointer + index, x);
    }

    [MethodImpl(Inline)]
    public static Words512 All(uint value) => new(Vector512.Create(value));

    public static Words512 Indices { [MethodImpl(Inline)] get => new(Vector512<uint>.Indices); }

    [MethodImpl(Inline)]
    public static Words512 operator +(Words512 a, Words512 b) => new(a._vector + b._vector);

    [MethodImpl(Inline)]
    public static Words512 operator *(Words512 a, Words512 b) => new(a._vector * b._vector);

    [MethodImpl(Inline)]
    public static Words512 operator &(Words512 a, Words512 b) => new(a._vector & b._vector);

    [MethodImpl(Inline)]
    public static Words512 operator |(Words512 a, Words512 b) => new(a._vector | b._vector);

    [MethodImpl(Inline)]
    public static Words512 operator ^(Words512 a, Words512 b) => new(a._vector ^ b._vector);

    [MethodImpl(Inline)]
    public static Words512 operator <<(Words512 a, int count) => new(a._vector << count);

    [MethodImpl(Inline)]
    public static Words512 operator >>>(Words512 a, int count) => new(a._vector >>> count);

    // Compared as signed numbers, for which there is an instruction everywhere.
    [MethodImpl(Inline)]
    public static Words512 WhereGreater(Words512 a, Words512 b, Words512 x, Words512 y) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(a._vector.AsInt32(), b._vector.AsInt32()).AsUInt32(), x._vector, y._vector));

    [MethodImpl(Inline)]
    public static Words512 AddFloats(Words512 a, Words512 b) => Of(a.Singles + b.Singles);

    [MethodImpl(Inline)]
    public static Words512 MultiplyFloats(Words512 a, Words512 b) => Of(a.Singles * b.Singles);

    [MethodImpl(Inline)]
    public static Words512 TruncateFloats(Words512 a) => new(Vector512.ConvertToInt32Native(a.Singles).AsUInt32());
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OptimizerDsl.Compiled;

/// <summary>4 words.</summary>
internal readonly unsafe struct Words128(Vector128<uint> vector) : IWords<Words128>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector128<uint> _vector = vector;

    public Vector128<float> Singles { [MethodImpl(Inline)] get => _vector.AsSingle(); }

    [MethodImpl(Inline)]
    public static Words128 Of(Vector128<float> x) => new(x.AsUInt32());

    [MethodImpl(Inline)]
    public static Words128 Load(ushort* pointer) => new(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(pointer)).AsUInt16()));

    [MethodImpl(Inline)]
    public static void Store(ushort* pointer, Words128 x) => Unsafe.WriteUnaligned(pointer, Vector128.Narrow(x._vector, x._vector).AsUInt64().ToScalar());

    /// <summary>Reads two, for as many lanes of float64.</summary>
    [MethodImpl(Inline)]
    public static Words128 LoadTwo(ushort* pointer) => new(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(pointer)).AsUInt16()));

    /// <summary>Writes the first two.</summary>
    [MethodImpl(Inline)]
    public static void StoreTwo(ushort* pointer, Words128 x) => Unsafe.WriteUnaligned(pointer, Vector128.Narrow(x._vector, x._vector).AsUInt32().ToScalar());

    /// <summary>Reads numbers of a type.</summary>
    [MethodImpl(Inline)]
    public static Words128 Load<N>(nint pointer, long index) where N : struct, INarrow =>
        N.Bytes == sizeof(uint) ? new(Vector128.Load((uint*)pointer + index)) : Load((ushort*)pointer + index);

    /// <summary>Writes numbers of a type.</summary>
    [MethodImpl(Inline)]
    public static void Store<N>(nint pointer, long index, Words128 x) where N : struct, INarrow
    {
        if (N.Bytes == sizeof(uint)) x._vector.Store((uint*)pointer + index);
        else Store((ushort*)pointer + index, x);
    }

    /// <inheritdoc cref="Load{N}"/>
    /// <remarks>Two, for as many lanes of float64.</remarks>
    [MethodImpl(Inline)]
    public static Words128 LoadTwo<N>(nint pointer, long index) where N : struct, INarrow => N.Bytes == sizeof(uint)
        ? new(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>((uint*)pointer + index)).AsUInt32())
        : LoadTwo((ushort*)pointer + index);

    /// <inheritdoc cref="Store{N}"/>
    /// <remarks>The first two.</remarks>
    [MethodImpl(Inline)]
    public static void StoreTwo<N>(nint pointer, long index, Words128 x) where N : struct, INarrow
    {
        if (N.Bytes == sizeof(uint)) Unsafe.WriteUnaligned((uint*)pointer + index, x._vector.AsUInt64().ToScalar());
        else StoreTwo((ushort*)pointer + index, x);
    }

    [MethodImpl(Inline)]
    public static Words128 All(uint value) => new(Vector128.Create(value));

    public static Words128 Indices { [MethodImpl(Inline)] get => new(Vector128<uint>.Indices); }

    [MethodImpl(Inline)]
    public static Words128 operator +(Words128 a, Words128 b) => new(a._vector + b._vector);

    [MethodImpl(Inline)]
    public static Words128 operator *(Words128 a, Words128 b) => new(a._vector * b._vector);

    [MethodImpl(Inline)]
    public static Words128 operator &(Words128 a, Words128 b) => new(a._vector & b._vector);

    [MethodImpl(Inline)]
    public static Words128 operator |(Words128 a, Words128 b) => new(a._vector | b._vector);

    [MethodImpl(Inline)]
    public static Words128 operator ^(Words128 a, Words128 b) => new(a._vector ^ b._vector);

    [MethodImpl(Inline)]
    public static Words128 operator <<(Words128 a, int count) => new(a._vector << count);

    [MethodImpl(Inline)]
    public static Words128 operator >>>(Words128 a, int count) => new(a._vector >>> count);

    // Compared as signed numbers, for which there is an instruction everywhere.
    [MethodImpl(Inline)]
    public static Words128 WhereGreater(Words128 a, Words128 b, Words128 x, Words128 y) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThan(a._vector.AsInt32(), b._vector.AsInt32()).AsUInt32(), x._vector, y._vector));

    [MethodImpl(Inline)]
    public static Words128 AddFloats(Words128 a, Words128 b) => Of(a.Singles + b.Singles);

    [MethodImpl(Inline)]
    public static Words128 MultiplyFloats(Words128 a, Words128 b) => Of(a.Singles * b.Singles);

    [MethodImpl(Inline)]
    public static Words128 TruncateFloats(Words128 a) => new(Vector128.ConvertToInt32Native(a.Singles).AsUInt32());
}

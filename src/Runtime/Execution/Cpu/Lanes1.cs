using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OptimizerDsl.Compiled;

/// <summary>A single element: the tail of a tensor, and all of it on hardware without vectors.</summary>
internal readonly unsafe struct Lanes1<T>(T value) : ILanes<Lanes1<T>, Lanes1<double>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly T _value = value;

    public static int Count { [MethodImpl(Inline)] get => 1; }

    [MethodImpl(Inline)]
    public static Lanes1<T> Load(nint pointer, long index) => new(Unsafe.ReadUnaligned<T>((T*)pointer + index));

    [MethodImpl(Inline)]
    public static void Store(nint pointer, long index, Lanes1<T> value) =>
        Unsafe.WriteUnaligned((T*)pointer + index, value._value);

    [MethodImpl(Inline)]
    public static Lanes1<T> Load<N>(nint pointer, long index) where N : struct, INarrow => typeof(N) == typeof(Own)
        ? Load(pointer, index)
        : Of(N.Widen(Words1.Load<N>(pointer, index)));

    [MethodImpl(Inline)]
    public static void Store<N>(nint pointer, long index, Lanes1<T> value) where N : struct, INarrow
    {
        if (typeof(N) == typeof(Own)) Store(pointer, index, value);
        else Words1.Store<N>(pointer, index, N.Nearest(Word(value)));
    }

    [MethodImpl(Inline)]
    public static Lanes1<T> Round<N>(Lanes1<T> x) where N : struct, INarrow => typeof(N) == typeof(Own) ? x : Of(N.Widen(N.Nearest(Word(x))));

    [MethodImpl(Inline)]
    public static Lanes1<T> Round<N>(Lanes1<T> x, uint key, long index) where N : struct, INarrow =>
        typeof(N) == typeof(Own) ? x : Of(N.Widen(N.Stochastic(Word(x), NoiseWords.Bits<Words1>(key, index))));

    [MethodImpl(Inline)]
    public static Lanes1<T> All(double value) => new(T.CreateTruncating(value));

    [MethodImpl(Inline)]
    public static Lanes1<T> operator +(Lanes1<T> a, Lanes1<T> b) => new(a._value + b._value);

    [MethodImpl(Inline)]
    public static Lanes1<T> operator -(Lanes1<T> a, Lanes1<T> b) => new(a._value - b._value);

    [MethodImpl(Inline)]
    public static Lanes1<T> operator *(Lanes1<T> a, Lanes1<T> b) => new(a._value * b._value);

    [MethodImpl(Inline)]
    public static Lanes1<T> operator /(Lanes1<T> a, Lanes1<T> b) => new(a._value / b._value);

    [MethodImpl(Inline)]
    public static Lanes1<T> operator -(Lanes1<T> x) => new(-x._value);

    [MethodImpl(Inline)]
    public static Lanes1<T> Sqrt(Lanes1<T> x) => new(T.Sqrt(x._value));

    [MethodImpl(Inline)]
    public static Lanes1<T> Abs(Lanes1<T> x) => new(T.Abs(x._value));

    // The vector functions rather than the C library's, which may round the last bit differently.
    [MethodImpl(Inline)]
    public static Lanes1<T> Exp(Lanes1<T> x) => new(typeof(T) == typeof(float)
        ? Vector128.Exp(Vector128.CreateScalar(x._value).AsSingle()).As<float, T>().ToScalar()
        : Vector128.Exp(Vector128.CreateScalar(x._value).AsDouble()).As<double, T>().ToScalar());

    [MethodImpl(Inline)]
    public static Lanes1<T> Log(Lanes1<T> x) => new(typeof(T) == typeof(float)
        ? Vector128.Log(Vector128.CreateScalar(x._value).AsSingle()).As<float, T>().ToScalar()
        : Vector128.Log(Vector128.CreateScalar(x._value).AsDouble()).As<double, T>().ToScalar());

    [MethodImpl(Inline)]
    public static Lanes1<T> Max(Lanes1<T> a, Lanes1<T> b) => new(T.Max(a._value, b._value));

    [MethodImpl(Inline)]
    public static Lanes1<T> Min(Lanes1<T> a, Lanes1<T> b) => new(T.Min(a._value, b._value));

    [MethodImpl(Inline)]
    public static Lanes1<T> Less(Lanes1<T> a, Lanes1<T> b) => Mask(a._value < b._value);

    [MethodImpl(Inline)]
    public static Lanes1<T> LessOrEqual(Lanes1<T> a, Lanes1<T> b) => Mask(a._value <= b._value);

    [MethodImpl(Inline)]
    public static Lanes1<T> Equal(Lanes1<T> a, Lanes1<T> b) => Mask(a._value == b._value);

    [MethodImpl(Inline)]
    public static Lanes1<T> And(Lanes1<T> a, Lanes1<T> b) => new(a._value & b._value);

    [MethodImpl(Inline)]
    public static Lanes1<T> Or(Lanes1<T> a, Lanes1<T> b) => new(a._value | b._value);

    [MethodImpl(Inline)]
    public static Lanes1<T> Not(Lanes1<T> mask) => new(~mask._value);

    [MethodImpl(Inline)]
    public static Lanes1<T> Where(Lanes1<T> mask, Lanes1<T> a, Lanes1<T> b) =>
        new((mask._value & a._value) | (~mask._value & b._value));

    [MethodImpl(Inline)]
    public static (Lanes1<double> Lower, Lanes1<double> Upper) Widen(Lanes1<T> x) =>
        (new(double.CreateTruncating(x._value)), default);

    [MethodImpl(Inline)]
    public static double Sum(Lanes1<T> x) => double.CreateTruncating(x._value);

    [MethodImpl(Inline)]
    public static double Largest(Lanes1<T> x) => double.CreateTruncating(x._value);

    [MethodImpl(Inline)]
    private static Lanes1<T> Mask(bool set) => new(set ? T.AllBitsSet : T.Zero);

    [MethodImpl(Inline)]
    private static Words1 Word(Lanes1<T> x) => Words1.Of(float.CreateTruncating(x._value));

    [MethodImpl(Inline)]
    private static Lanes1<T> Of(Words1 word) => new(T.CreateTruncating(word.Single));
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OptimizerDsl.Compiled;

/// <summary>256 bits of elements: 8 of float32 or 4 of float64.</summary>
internal readonly unsafe struct Lanes256<T>(Vector256<T> vector) : ILanes<Lanes256<T>, Lanes256<double>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector256<T> _vector = vector;

    public static int Count { [MethodImpl(Inline)] get => Vector256<T>.Count; }

    [MethodImpl(Inline)]
    public static Lanes256<T> Load(nint pointer, long index) => new(Vector256.Load((T*)pointer + index));

    [MethodImpl(Inline)]
    public static void Store(nint pointer, long index, Lanes256<T> value) => value._vector.Store((T*)pointer + index);

    [MethodImpl(Inline)]
    public static Lanes256<T> Load<N>(nint pointer, long index) where N : struct, INarrow => typeof(N) == typeof(Own) ? Load(pointer, index)
        : typeof(T) == typeof(float) ? Of(N.Widen(Words256.Load<N>(pointer, index)))
        : Of(N.Widen(Words128.Load<N>(pointer, index)));

    [MethodImpl(Inline)]
    public static void Store<N>(nint pointer, long index, Lanes256<T> value) where N : struct, INarrow
    {
        if (typeof(N) == typeof(Own)) Store(pointer, index, value);
        else if (typeof(T) == typeof(float)) Words256.Store<N>(pointer, index, N.Nearest(Singles(value)));
        else Words128.Store<N>(pointer, index, N.Nearest(Doubles(value)));
    }

    [MethodImpl(Inline)]
    public static Lanes256<T> Round<N>(Lanes256<T> x) where N : struct, INarrow => typeof(N) == typeof(Own) ? x
        : typeof(T) == typeof(float) ? Of(N.Widen(N.Nearest(Singles(x))))
        : Of(N.Widen(N.Nearest(Doubles(x))));

    [MethodImpl(Inline)]
    public static Lanes256<T> Round<N>(Lanes256<T> x, uint key, long index) where N : struct, INarrow => typeof(N) == typeof(Own) ? x
        : typeof(T) == typeof(float) ? Of(N.Widen(N.Stochastic(Singles(x), NoiseWords.Bits<Words256>(key, index))))
        : Of(N.Widen(N.Stochastic(Doubles(x), NoiseWords.Bits<Words128>(key, index))));

    // Rounded as a vector: the scalar conversion waits for whatever its target register held before.
    [MethodImpl(Inline)]
    public static Lanes256<T> All(double value) => new(typeof(T) == typeof(float)
        ? Vector256.Narrow(Vector256.Create(value), Vector256.Create(value)).As<float, T>()
        : Vector256.Create(value).As<double, T>());

    [MethodImpl(Inline)]
    public static Lanes256<T> operator +(Lanes256<T> a, Lanes256<T> b) => new(a._vector + b._vector);

    [MethodImpl(Inline)]
    public static Lanes256<T> operator -(Lanes256<T> a, Lanes256<T> b) => new(a._vector - b._vector);

    [MethodImpl(Inline)]
    public static Lanes256<T> operator *(Lanes256<T> a, Lanes256<T> b) => new(a._vector * b._vector);

    [MethodImpl(Inline)]
    public static Lanes256<T> operator /(Lanes256<T> a, Lanes256<T> b) => new(a._vector / b._vector);

    [MethodImpl(Inline)]
    public static Lanes256<T> operator -(Lanes256<T> x) => new(-x._vector);

    [MethodImpl(Inline)]
    public static Lanes256<T> Sqrt(Lanes256<T> x) => new(Vector256.Sqrt(x._vector));

    [MethodImpl(Inline)]
    public static Lanes256<T> Abs(Lanes256<T> x) => new(Vector256.Abs(x._vector));

    [MethodImpl(Inline)]
    public static Lanes256<T> Exp(Lanes256<T> x) => new(typeof(T) == typeof(float)
        ? Vector256.Exp(x._vector.AsSingle()).As<float, T>()
        : Vector256.Exp(x._vector.AsDouble()).As<double, T>());

    [MethodImpl(Inline)]
    public static Lanes256<T> Log(Lanes256<T> x) => new(typeof(T) == typeof(float)
        ? Vector256.Log(x._vector.AsSingle()).As<float, T>()
        : Vector256.Log(x._vector.AsDouble()).As<double, T>());

    [MethodImpl(Inline)]
    public static Lanes256<T> Max(Lanes256<T> a, Lanes256<T> b) => new(Vector256.Max(a._vector, b._vector));

    [MethodImpl(Inline)]
    public static Lanes256<T> Min(Lanes256<T> a, Lanes256<T> b) => new(Vector256.Min(a._vector, b._vector));

    [MethodImpl(Inline)]
    public static Lanes256<T> Less(Lanes256<T> a, Lanes256<T> b) => new(Vector256.LessThan(a._vector, b._vector));

    [MethodImpl(Inline)]
    public static Lanes256<T> LessOrEqual(Lanes256<T> a, Lanes256<T> b) =>
        new(Vector256.LessThanOrEqual(a._vector, b._vector));

    [MethodImpl(Inline)]
    public static Lanes256<T> Equal(Lanes256<T> a, Lanes256<T> b) => new(Vector256.Equals(a._vector, b._vector));

    [MethodImpl(Inline)]
    public static Lanes256<T> And(Lanes256<T> a, Lanes256<T> b) => new(a._vector & b._vector);

    [MethodImpl(Inline)]
    public static Lanes256<T> Or(Lanes256<T> a, Lanes256<T> b) => new(a._vector | b._vector);

    [MethodImpl(Inline)]
    public static Lanes256<T> Not(Lanes256<T> mask) => new(~mask._vector);

    [MethodImpl(Inline)]
    public static Lanes256<T> Where(Lanes256<T> mask, Lanes256<T> a, Lanes256<T> b) =>
        new(Vector256.ConditionalSelect(mask._vector, a._vector, b._vector));

    [MethodImpl(Inline)]
    public static (Lanes256<double> Lower, Lanes256<double> Upper) Widen(Lanes256<T> x) => typeof(T) == typeof(float)
        ? (new(Vector256.WidenLower(x._vector.AsSingle())), new(Vector256.WidenUpper(x._vector.AsSingle())))
        : (new(x._vector.AsDouble()), default);

    [MethodImpl(Inline)]
    public static double Sum(Lanes256<T> x)
    {
        (Lanes256<double> lower, Lanes256<double> upper) = Widen(x);
        Vector256<double> sum = (lower + upper)._vector;
        return Lanes128<double>.Sum(new(sum.GetLower() + sum.GetUpper()));
    }

    [MethodImpl(Inline)]
    public static double Largest(Lanes256<T> x) =>
        Lanes128<T>.Largest(new(Vector128.Max(x._vector.GetLower(), x._vector.GetUpper())));

    [MethodImpl(Inline)]
    private static Words256 Singles(Lanes256<T> x) => Words256.Of(x._vector.AsSingle());

    [MethodImpl(Inline)]
    private static Words128 Doubles(Lanes256<T> x) => Words128.Of(Vector128.Narrow(x._vector.AsDouble().GetLower(), x._vector.AsDouble().GetUpper()));

    [MethodImpl(Inline)]
    private static Lanes256<T> Of(Words256 words) => new(words.Singles.As<float, T>());

    [MethodImpl(Inline)]
    private static Lanes256<T> Of(Words128 words) => new(Vector256.WidenLower(words.Singles.ToVector256Unsafe()).As<double, T>());
}

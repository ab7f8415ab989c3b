using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OptimizerDsl.Compiled;

/// <summary>128 bits of elements: 4 of float32 or 2 of float64.</summary>
internal readonly unsafe struct Lanes128<T>(Vector128<T> vector) : ILanes<Lanes128<T>, Lanes128<double>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector128<T> _vector = vector;

    public static int Count { [MethodImpl(Inline)] get => Vector128<T>.Count; }

    [MethodImpl(Inline)]
    public static Lanes128<T> Load(nint pointer, long index) => new(Vector128.Load((T*)pointer + index));

    [MethodImpl(Inline)]
    public static void Store(nint pointer, long index, Lanes128<T> value) => value._vector.Store((T*)pointer + index);

    [MethodImpl(Inline)]
    public static Lanes128<T> Load<N>(nint pointer, long index) where N : struct, INarrow => typeof(N) == typeof(Own) ? Load(pointer, index)
        : typeof(T) == typeof(float) ? Of(N.Widen(Words128.Load<N>(pointer, index)))
        : Of(N.Widen(Words128.LoadTwo<N>(pointer, index)));

    [MethodImpl(Inline)]
    public static void Store<N>(nint pointer, long index, Lanes128<T> value) where N : struct, INarrow
    {
        if (typeof(N) == typeof(Own)) Store(pointer, index, value);
        else if (typeof(T) == typeof(float)) Words128.Store<N>(pointer, index, N.Nearest(Singles(value)));
        else Words128.StoreTwo<N>(pointer, index, N.Nearest(Doubles(value)));
    }

    [MethodImpl(Inline)]
    public static Lanes128<T> Round<N>(Lanes128<T> x) where N : struct, INarrow => typeof(N) == typeof(Own) ? x
        : typeof(T) == typeof(float) ? Of(N.Widen(N.Nearest(Singles(x))))
        : Of(N.Widen(N.Nearest(Doubles(x))));

    [MethodImpl(Inline)]
    public static Lanes128<T> Round<N>(Lanes128<T> x, uint key, long index) where N : struct, INarrow => typeof(N) == typeof(Own) ? x
        : typeof(T) == typeof(float) ? Of(N.Widen(N.Stochastic(Singles(x), NoiseWords.Bits<Words128>(key, index))))
        : Of(N.Widen(N.Stochastic(Doubles(x), NoiseWords.Bits<Words128>(key, index))));

    // Rounded as a vector: the scalar conversion waits for whatever its target register held before.
    [MethodImpl(Inline)]
    public static Lanes128<T> All(double value) => new(typeof(T) == typeof(float)
        ? Vector128.Narrow(Vector128.Create(value), Vector128.Create(value)).As<float, T>()
        : Vector128.Create(value).As<double, T>());

    [MethodImpl(Inline)]
    public static Lanes128<T> operator +(Lanes128<T> a, Lanes128<T> b) => new(a._vector + b._vector);

    [MethodImpl(Inline)]
    public static Lanes128<T> operator -(Lanes128<T> a, Lanes128<T> b) => new(a._vector - b._vector);

    [MethodImpl(Inline)]
    public static Lanes128<T> operator *(Lanes128<T> a, Lanes128<T> b) => new(a._vector * b._vector);

    [MethodImpl(Inline)]
    public static Lanes128<T> operator /(Lanes128<T> a, Lanes128<T> b) => new(a._vector / b._vector);

    [MethodImpl(Inline)]
    public static Lanes128<T> operator -(Lanes128<T> x) => new(-x._vector);

    [MethodImpl(Inline)]
    public static Lanes128<T> Sqrt(Lanes128<T> x) => new(Vector128.Sqrt(x._vector));

    [MethodImpl(Inline)]
    public static Lanes128<T> Abs(Lanes128<T> x) => new(Vector128.Abs(x._vector));

    [MethodImpl(Inline)]
    public static Lanes128<T> Exp(Lanes128<T> x) => new(typeof(T) == typeof(float)
        ? Vector128.Exp(x._vector.AsSingle()).As<float, T>()
        : Vector128.Exp(x._vector.AsDouble()).As<double, T>());

    [MethodImpl(Inline)]
    public static Lanes128<T> Log(Lanes128<T> x) => new(typeof(T) == typeof(float)
        ? Vector128.Log(x._vector.AsSingle()).As<float, T>()
        : Vector128.Log(x._vector.AsDouble()).As<double, T>());

    [MethodImpl(Inline)]
    public static Lanes128<T> Max(Lanes128<T> a, Lanes128<T> b) => new(Vector128.Max(a._vector, b._vector));

    [MethodImpl(Inline)]
    public static Lanes128<T> Min(Lanes128<T> a, Lanes128<T> b) => new(Vector128.Min(a._vector, b._vector));

    [MethodImpl(Inline)]
    public static Lanes128<T> Less(Lanes128<T> a, Lanes128<T> b) => new(Vector128.LessThan(a._vector, b._vector));

    [MethodImpl(Inline)]
    public static Lanes128<T> LessOrEqual(Lanes128<T> a, Lanes128<T> b) =>
        new(Vector128.LessThanOrEqual(a._vector, b._vector));

    [MethodImpl(Inline)]
    public static Lanes128<T> Equal(Lanes128<T> a, Lanes128<T> b) => new(Vector128.Equals(a._vector, b._vector));

    [MethodImpl(Inline)]
    public static Lanes128<T> And(Lanes128<T> a, Lanes128<T> b) => new(a._vector & b._vector);

    [MethodImpl(Inline)]
    public static Lanes128<T> Or(Lanes128<T> a, Lanes128<T> b) => new(a._vector | b._vector);

    [MethodImpl(Inline)]
    public static Lanes128<T> Not(Lanes128<T> mask) => new(~mask._vector);

    [MethodImpl(Inline)]
    public static Lanes128<T> Where(Lanes128<T> mask, Lanes128<T> a, Lanes128<T> b) =>
        new(Vector128.ConditionalSelect(mask._vector, a._vector, b._vector));

    [MethodImpl(Inline)]
    public static (Lanes128<double> Lower, Lanes128<double> Upper) Widen(Lanes128<T> x) => typeof(T) == typeof(float)
        ? (new(Vector128.WidenLower(x._vector.AsSingle())), new(Vector128.WidenUpper(x._vector.AsSingle())))
        : (new(x._vector.AsDouble()), default);

    [MethodImpl(Inline)]
    public static double Sum(Lanes128<T> x)
    {
        (Lanes128<double> lower, Lanes128<double> upper) = Widen(x);
        Vector128<double> sum = (lower + upper)._vector;
        return sum[0] + sum[1];
    }

    [MethodImpl(Inline)]
    public static double Largest(Lanes128<T> x)
    {
        T largest = T.Max(x._vector[0], x._vector[1]);
        if (Count == 4)
            largest = T.Max(largest, T.Max(x._vector[2], x._vector[3]));
        return double.CreateTruncating(largest);
    }

    [MethodImpl(Inline)]
    private static Words128 Singles(Lanes128<T> x) => Words128.Of(x._vector.AsSingle());

    [MethodImpl(Inline)]
    private static Words128 Doubles(Lanes128<T> x) => Words128.Of(Vector128.Narrow(x._vector.AsDouble(), x._vector.AsDouble()));

    // The words hold one number each, float64 lanes half as many.
    [MethodImpl(Inline)]
    private static Lanes128<T> Of(Words128 words) => new(typeof(T) == typeof(float)
        ? words.Singles.As<float, T>()
        : Vector128.WidenLower(words.Singles).As<double, T>());
}

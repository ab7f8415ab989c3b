using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OptimizerDsl.Compiled;

/// <summary>512 bits of elements: 16 of float32 or 8 of float64.</summary>
internal readonly unsafe struct Lanes512<T>(Vector512<T> vector) : ILanes<Lanes512<T>, Lanes512<double>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly Vector512<T> _vector = vector;

    public static int Count { [MethodImpl(Inline)] get => Vector512<T>.Count; }

    [MethodImpl(Inline)]
    public static Lanes512<T> Load(nint pointer, long index) => new(Vector512.Load((T*)pointer + index));

    [MethodImpl(Inline)]
    public static void Store(nint pointer, long index, Lanes512<T> value) => value._vector.Store((T*)pointer + index);

    [MethodImpl(Inline)]
    public static Lanes512<T> Load<N>(nint pointer, long index) where N : struct, INarrow => typeof(N) == typeof(Own) ? Load(pointer, index)
        : typeof(T) == typeof(float) ? Of(N.Widen(Words512.Load<N>(pointer, index)))
        : Of(N.Widen(Words256.Load<N>(pointer, index)));

    [MethodImpl(Inline)]
    public static void Store<N>(nint pointer, long index, Lanes512<T> value) where N : struct, INarrow
    {
        if (typeof(N) == typeof(Own)) Store(pointer, index, value);
        else if (typeof(T) == typeof(float)) Words512.Store<N>(pointer, index, N.Nearest(Singles(value)));
        else Words256.Store<N>(pointer, index, N.Nearest(Doubles(value)));
    }

    [MethodImpl(Inline)]
    public static Lanes512<T> Round<N>(Lanes512<T> x) where N : struct, INarrow => typeof(N) == typeof(Own) ? x
        : typeof(T) == typeof(float) ? Of(N.Widen(N.Nearest(Singles(x))))
        : Of(N.Widen(N.Nearest(Doubles(x))));

    [MethodImpl(Inline)]
    public static Lanes512<T> Round<N>(Lanes512<T> x, uint key, long index) where N : struct, INarrow => typeof(N) == typeof(Own) ? x
        : typeof(T) == typeof(float) ? Of(N.Widen(N.Stochastic(Singles(x), NoiseWords.Bits<Words512>(key, index))))
        : Of(N.Widen(N.Stochastic(Doubles(x), NoiseWords.Bits<Words256>(key, index))));

    // Rounded as a vector: the scalar conversion waits for whatever its target register held before.
    [MethodImpl(Inline)]
    public static Lanes512<T> All(double value) => new(typeof(T) == typeof(float)
        ? Vector512.Narrow(Vector512.Create(value), Vector512.Create(value)).As<float, T>()
        : Vector512.Create(value).As<double, T>());

    [MethodImpl(Inline)]
    public static Lanes512<T> operator +(Lanes512<T> a, Lanes512<T> b) => new(a._vector + b._vector);

    [MethodImpl(Inline)]
    public static Lanes512<T> operator -(Lanes512<T> a, Lanes512<T> b) => new(a._vector - b._vector);

    [MethodImpl(Inline)]
    public static Lanes512<T> operator *(Lanes512<T> a, Lanes512<T> b) => new(a._vector * b._vector);

    [MethodImpl(Inline)]
    public static Lanes512<T> operator /(Lanes512<T> a, Lanes512<T> b) => new(a._vector / b._vector);

    [MethodImpl(Inline)]
    public static Lanes512<T> operator -(Lanes512<T> x) => new(-x._vector);

    [MethodImpl(Inline)]
    public static Lanes512<T> Sqrt(Lanes512<T> x) => new(Vector512.Sqrt(x._vector));

    [MethodImpl(Inline)]
    public static Lanes512<T> Abs(Lanes512<T> x) => new(Vector512.Abs(x._vector));

    [MethodImpl(Inline)]
    public static Lanes512<T> Exp(Lanes512<T> x) => new(typeof(T) == typeof(float)
        ? Vector512.Exp(x._vector.AsSingle()).As<float, T>()
        : Vector512.Exp(x._vector.AsDouble()).As<double, T>());

    [MethodImpl(Inline)]
    public static Lanes512<T> Log(Lanes512<T> x) => new(typeof(T) == typeof(float)
        ? Vector512.Log(x._vector.AsSingle()).As<float, T>()
        : Vector512.Log(x._vector.AsDouble()).As<double, T>());

    [MethodImpl(Inline)]
    public static Lanes512<T> Max(Lanes512<T> a, Lanes512<T> b) => new(Vector512.Max(a._vector, b._vector));

    [MethodImpl(Inline)]
    public static Lanes512<T> Min(Lanes512<T> a, Lanes512<T> b) => new(Vector512.Min(a._vector, b._vector));

    [MethodImpl(Inline)]
    public static Lanes512<T> Less(Lanes512<T> a, Lanes512<T> b) => new(Vector512.LessThan(a._vector, b._vector));

    [MethodImpl(Inline)]
    public static Lanes512<T> LessOrEqual(Lanes512<T> a, Lanes512<T> b) =>
        new(Vector512.LessThanOrEqual(a._vector, b._vector));

    [MethodImpl(Inline)]
    public static Lanes512<T> Equal(Lanes512<T> a, Lanes512<T> b) => new(Vector512.Equals(a._vector, b._vector));

    [MethodImpl(Inline)]
    public static Lanes512<T> And(Lanes512<T> a, Lanes512<T> b) => new(a._vector & b._vector);

    [MethodImpl(Inline)]
    public static Lanes512<T> Or(Lanes512<T> a, Lanes512<T> b) => new(a._vector | b._vector);

    [MethodImpl(Inline)]
    public static Lanes512<T> Not(Lanes512<T> mask) => new(~mask._vector);

    [MethodImpl(Inline)]
    public static Lanes512<T> Where(Lanes512<T> mask, Lanes512<T> a, Lanes512<T> b) =>
        new(Vector512.ConditionalSelect(mask._vector, a._vector, b._vector));

    [MethodImpl(Inline)]
    public static (Lanes512<double> Lower, Lanes512<double> Upper) Widen(Lanes512<T> x) => typeof(T) == typeof(float)
        ? (new(Vector512.WidenLower(x._vector.AsSingle())), new(Vector512.WidenUpper(x._vector.AsSingle())))
        : (new(x._vector.AsDouble()), default);

    [MethodImpl(Inline)]
    public static double Sum(Lanes512<T> x)
    {
        (Lanes512<double> lower, Lanes512<double> upper) = Widen(x);
        Vector512<double> sum = (lower + upper)._vector;
        return Lanes256<double>.Sum(new(sum.GetLower() + sum.GetUpper()));
    }

    [MethodImpl(Inline)]
    public static double Largest(Lanes512<T> x) =>
        Lanes256<T>.Largest(new(Vector256.Max(x._vector.GetLower(), x._vector.GetUpper())));

    [MethodImpl(Inline)]
    private static Words512 Singles(Lanes512<T> x) => Words512.Of(x._vector.AsSingle());

    [MethodImpl(Inline)]
    private static Words256 Doubles(Lanes512<T> x) => Words256.Of(Vector256.Narrow(x._vector.AsDouble().GetLower(), x._vector.AsDouble().GetUpper()));

    [MethodImpl(Inline)]
    private static Lanes512<T> Of(Words512 words) => new(words.Singles.As<float, T>());

    [MethodImpl(Inline)]
    private static Lanes512<T> Of(Words256 words) => new(Vector512.WidenLower(words.Singles.ToVector512Unsafe()).As<double, T>());
}

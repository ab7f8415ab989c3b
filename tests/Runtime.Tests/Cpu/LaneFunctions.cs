using System.Numerics;
using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests.Cpu;

/// <summary>A function of lanes, and what it should be, on numbers. Unused arguments are ignored.</summary>
internal interface ILaneFunction
{
    static abstract V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W>;

    static abstract T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>Evaluates a function of three tensors into a fourth.</summary>
internal readonly unsafe struct Map<TFunction> : IPass where TFunction : ILaneFunction
{
    public static void Run<V, W>(in Work work, long begin, long end, ref Totals totals)
        where V : struct, ILanes<V, W>
        where W : struct, ILanes<W, W>
    {
        nint* tensors = work.Tensors;
        for (long i = begin; i < end; i += V.Count)
            V.Store(tensors[3], i, TFunction.Of<V, W>(V.Load(tensors[0], i), V.Load(tensors[1], i), V.Load(tensors[2], i)));
    }
}

internal readonly struct Add : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> => a + b;

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => a + b;
}

internal readonly struct Subtract : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> => a - b;

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => a - b;
}

internal readonly struct Multiply : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> => a * b;

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => a * b;
}

internal readonly struct Divide : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> => a / b;

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => a / b;
}

internal readonly struct Negate : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> => -a;

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => -a;
}

internal readonly struct Broadcast : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> => V.All(0.1);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.CreateTruncating(0.1);
}

internal readonly struct Sqrt : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> => V.Sqrt(a);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Sqrt(a);
}

internal readonly struct Rsqrt : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> => V.Rsqrt(a);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.One / T.Sqrt(a);
}

internal readonly struct Abs : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> => V.Abs(a);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Abs(a);
}

internal readonly struct Sign : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> => V.Sign(a);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        a > T.Zero ? T.One : a < T.Zero ? -T.One : T.Zero;
}

internal readonly struct Exp : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> => V.Exp(a);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Exp(a);
}

internal readonly struct Log : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> => V.Log(a);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Log(a);
}

internal readonly struct Tanh : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> => V.Tanh(a);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Tanh(a);
}

internal readonly struct Max : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> => V.Max(a, b);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Max(a, b);
}

internal readonly struct Min : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> => V.Min(a, b);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Min(a, b);
}

internal readonly struct Clamp : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> => V.Clamp(a, b, c);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.Min(T.Max(a, b), c);
}

internal readonly struct Lerp : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> => V.Lerp(a, b, c);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => a + c * (b - a);
}

internal readonly struct Less : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> =>
        V.Where(V.Less(a, b), a, c);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => a < b ? a : c;
}

internal readonly struct LessOrEqual : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> =>
        V.Where(V.LessOrEqual(a, b), a, c);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => a <= b ? a : c;
}

internal readonly struct Greater : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> =>
        V.Where(V.Greater(a, b), a, c);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => a > b ? a : c;
}

internal readonly struct GreaterOrEqual : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> =>
        V.Where(V.GreaterOrEqual(a, b), a, c);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => a >= b ? a : c;
}

internal readonly struct Equal : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> =>
        V.Where(V.Equal(a, b), a, c);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => a == b ? a : c;
}

internal readonly struct And : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> =>
        V.Where(V.And(V.Less(a, b), V.Less(b, c)), a, c);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => a < b && b < c ? a : c;
}

internal readonly struct Or : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> =>
        V.Where(V.Or(V.Less(a, b), V.Less(b, c)), a, c);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => a < b || b < c ? a : c;
}

internal readonly struct Not : ILaneFunction
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> =>
        V.Where(V.Not(V.Less(a, b)), a, c);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> => !(a < b) ? a : c;
}

/// <summary>A power with an exponent as a type argument.</summary>
internal readonly struct Pow<TExponent> : ILaneFunction where TExponent : IExponent
{
    public static V Of<V, W>(V a, V b, V c) where V : struct, ILanes<V, W> where W : struct, ILanes<W, W> =>
        V.Pow(a, TExponent.Value);

    public static T Of<T>(T a, T b, T c) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateTruncating(Math.Pow(double.CreateTruncating(a), TExponent.Value));
}

internal interface IExponent
{
    static abstract double Value { get; }
}

internal readonly struct Zero : IExponent
{
    public static double Value => 0;
}

internal readonly struct Cube : IExponent
{
    public static double Value => 3;
}

internal readonly struct Fifth : IExponent
{
    public static double Value => 0.2;
}

internal readonly struct Inverse : IExponent
{
    public static double Value => -1;
}

internal readonly struct Steep : IExponent
{
    public static double Value => -7.5;
}

internal readonly struct Unbounded : IExponent
{
    public static double Value => double.PositiveInfinity;
}

internal readonly struct Undefined : IExponent
{
    public static double Value => double.NaN;
}

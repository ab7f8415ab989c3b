using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace OptimizerDsl.Compiled;

/// <summary>A floating-point type in memory, of 16 bits or float32, as conversions of the bits of float32.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface INarrow
{
    /// <summary>The bytes of a number.</summary>
    static abstract int Bytes { get; }

    /// <summary>The float32 numbers of narrow ones.</summary>
    /// <param name="narrow">The bits, 16 or 32 in every lane.</param>
    static abstract B Widen<B>(B narrow) where B : struct, IWords<B>;

    /// <summary>The nearest narrow numbers, the even one of two.</summary>
    /// <param name="wide">float32 numbers.</param>
    static abstract B Nearest<B>(B wide) where B : struct, IWords<B>;

    /// <summary>Narrow numbers, rounded up or down as random bits decide.</summary>
    /// <param name="wide">float32 numbers.</param>
    /// <param name="noise">32 random bits in every lane.</param>
    static abstract B Stochastic<B>(B wide, B noise) where B : struct, IWords<B>;
}

/// <summary>bfloat16: the upper half of float32.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct BFloat16 : INarrow
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <inheritdoc/>
    public static int Bytes => sizeof(ushort);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static B Widen<B>(B narrow) where B : struct, IWords<B> => narrow << 16;

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static B Nearest<B>(B wide) where B : struct, IWords<B> =>
        B.WhereGreater(wide & B.All(0x7fffffff), B.All(0x7f800000), B.All(0x7fc0), (wide + B.All(0x7fff) + (wide >>> 16 & B.All(1))) >>> 16);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static B Stochastic<B>(B wide, B noise) where B : struct, IWords<B> =>
        B.WhereGreater(wide & B.All(0x7fffffff), B.All(0x7f7f0000), Nearest(wide), (wide + (noise >>> 16)) >>> 16);
}

/// <summary>IEEE float16: 5 bits of exponent, 10 of fraction.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Float16 : INarrow
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // As bits of float32: float16's smallest normal number, its largest, 2^16, infinity, and the difference of the exponents.
    private const uint SmallestNormal = 0x38800000, Largest = 0x477fe000, Overflow = 0x47800000, Infinity = 0x7f800000, Rebias = 0x38000000;

    /// <inheritdoc/>
    public static int Bytes => sizeof(ushort);

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static B Widen<B>(B narrow) where B : struct, IWords<B>
    {
        var sign = (narrow & B.All(0x8000)) << 16;
        var magnitude = (narrow & B.All(0x7fff)) << 13;
        var normal = magnitude + B.All(Rebias);
        // A fraction behind the smallest normal number, which is then taken away again: that leaves a denormal exactly.
        var denormal = B.AddFloats(magnitude + B.All(SmallestNormal), B.All(SmallestNormal | 0x80000000));
        var special = normal + B.All(Rebias);
        var wide = B.WhereGreater(magnitude, B.All((0x7c00 << 13) - 1), special, B.WhereGreater(B.All(0x400 << 13), magnitude, denormal, normal));
        return wide | sign;
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static B Nearest<B>(B wide) where B : struct, IWords<B>
    {
        var magnitude = wide & B.All(0x7fffffff);
        // A half has the last place of the denormals: adding it rounds to them.
        var denormal = B.AddFloats(magnitude, B.All(0x3f000000)) + B.All(unchecked(0u - 0x3f000000));
        var normal = (magnitude + B.All(unchecked(0xfffu - Rebias)) + (magnitude >>> 13 & B.All(1))) >>> 13;
        var special = B.WhereGreater(magnitude, B.All(Infinity), B.All(0x7e00), B.All(0x7c00));
        return Join(wide, magnitude, denormal, normal, special, Overflow - 1);
    }

    /// <inheritdoc/>
    [MethodImpl(Inline)]
    public static B Stochastic<B>(B wide, B noise) where B : struct, IWords<B>
    {
        var magnitude = wide & B.All(0x7fffffff);
        // Multiples of 2^-44, whose upper bits count denormals.
        var denormal = (B.TruncateFloats(B.MultiplyFloats(magnitude, B.All((127 + 44) << 23))) + (noise >>> 12)) >>> 20;
        var normal = (magnitude + B.All(unchecked(0u - Rebias)) + (noise >>> 19)) >>> 13;
        return Join(wide, magnitude, denormal, normal, Nearest(magnitude), Largest);
    }

    [MethodImpl(Inline)]
    private static B Join<B>(B wide, B magnitude, B denormal, B normal, B special, uint largest) where B : struct, IWords<B> =>
        B.WhereGreater(magnitude, B.All(largest), special, B.WhereGreater(B.All(SmallestNormal), magnitude, denormal, normal))
        | (wide & B.All(0x80000000)) >>> 16;
}

using System.Runtime.CompilerServices;

namespace OptimizerDsl.Compiled;

/// <summary>What <see cref="Noise"/> defines, for several elements at once.</summary>
internal static class NoiseWords
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static B Bits<B>(uint key, long index) where B : struct, IWords<B> =>
        Mix(Mix(B.All((uint)index) + B.Indices) ^ B.All(key + (uint)(index >> 32)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static B Mix<B>(B x) where B : struct, IWords<B>
    {
        x = (x ^ x >>> 16) * B.All(Noise.Factor);
        x = (x ^ x >>> 16) * B.All(Noise.Factor);
        return x ^ x >>> 16;
    }
}

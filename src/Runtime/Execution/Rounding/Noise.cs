using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace OptimizerDsl.Compiled;

/// <summary>The random bits of stochastic rounding, 32 for every element that is stored, and of chance: a hash of which one it is.</summary>
/// <remarks>
/// Nothing is kept, so any execution, on any number of threads, gets the same bits, and so does a step after a checkpoint. All
/// numbers are 32 bits, without a sign; + and * drop what is above. The definition, which every execution follows:
/// <code>
/// mix(x):         x ^= x >> 16; x *= 0x45d9f3b; x ^= x >> 16; x *= 0x45d9f3b; x ^= x >> 16; x
/// join(h, x):     mix(h ^ mix(x + 0x9e3779b9))
/// step key:       join(join(0, parameter), step)     parameter: its index in the optimizer, counted over all groups, from 0
/// tensor key:     join(step key, tensor)             tensor: its index in the pointer table: states from 2, the slot last
/// row key:        join(tensor key, k)                for tensor k of a bank, instead of the tensor key
/// bits:           mix(mix(low) ^ (key + high))       low, high: the halves of the element's index in storage
/// chance:         join(step key, 1)                  1 is the gradient in the pointer table, which is never stored
/// </code>
/// A value that is dropped n bits from when it is cut off, those n as an integer d, is rounded away from zero if
/// d + (bits >> (32 - n)) is at least 2^n, that is with probability d / 2^n, and towards zero otherwise. From float32, n is 16 for
/// bfloat16, 13 for float16, and 20 for what is below float16's smallest normal number, where there are more bits than 20 and the
/// rest does not count. What exceeds the largest finite value of the narrower type is rounded to nearest: whether it becomes
/// infinite is not left to chance. float64 is rounded to float32 first, to nearest.
/// <para>What happens to a parameter in a step with a probability p (see <see cref="Replacement.CriticalTest"/>) happens if its chance is less than 2^32 p.</para>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Noise
{
    internal const uint Factor = 0x45d9f3b, Golden = 0x9e3779b9;

    /// <summary>The key of a step of a parameter.</summary>
    internal static uint OfStep(int parameter, long step) => Join(Join(0, (uint)parameter), (uint)step);

    /// <summary>The key of a tensor in a step, or of a tensor of a bank given the key of the bank.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Join(uint key, uint index) => Mix(key ^ Mix(index + Golden));

    /// <inheritdoc cref="Join(uint, uint)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Join(uint key, int index) => Join(key, (uint)index);

    /// <summary>The random bits of an element.</summary>
    internal static uint Bits(uint key, long index) => Mix(Mix((uint)index) ^ (key + (uint)(index >> 32)));

    /// <summary>Whether what has this probability happens in a step.</summary>
    /// <param name="step">The key of the step of the parameter.</param>
    /// <param name="probability">From 0, never, to 1, always.</param>
    internal static bool Happens(uint step, double probability) => Join(step, 1) < probability * (1L << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Mix(uint x)
    {
        x = (x ^ x >> 16) * Factor;
        x = (x ^ x >> 16) * Factor;
        return x ^ x >> 16;
    }
}

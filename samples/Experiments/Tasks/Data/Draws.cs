namespace Experiments;

/// <summary>
/// Random numbers that depend on nothing but where in a training they are for: no state to keep, and a run that is resumed draws what
/// it would have drawn.
/// </summary>
internal static class Draws
{
    /// <summary>A source of random numbers for a place, such as a seed, an epoch and a step.</summary>
    public static Random At(params ReadOnlySpan<int> place) => new((int)(Seed(place) >> 32));

    /// <summary>A seed for a place, not negative. Places that differ in any number have nothing in common.</summary>
    public static long Seed(params ReadOnlySpan<int> place)
    {
        var mixed = 0UL;
        foreach (var number in place)
        {
            // The step of SplitMix64 (Steele et al. 2014).
            mixed += (uint)number + 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            mixed ^= mixed >> 31;
        }

        return (long)(mixed >> 1);
    }
}

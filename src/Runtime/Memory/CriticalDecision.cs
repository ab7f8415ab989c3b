namespace OptimizerDsl.Compiled;

/// <summary>Which slot of a critical memory a candidate takes: the one decision of every execution on the host.</summary>
public static class CriticalDecision
{
    /// <summary>
    /// The slot to write: the next free one while the memory fills, later, by priority, that of the smallest priority if the
    /// candidate's is greater.
    /// </summary>
    /// <remarks>
    /// The first of equal smallest priorities counts. NaN is smaller than every number: it makes way for any number, and a
    /// candidate of priority NaN replaces nothing.
    /// </remarks>
    /// <param name="replacement">Which slot makes way once there is no free one.</param>
    /// <param name="priorities">The priorities of the filled slots; those from <paramref name="count"/> on are not read.</param>
    /// <param name="count">How many slots are filled.</param>
    /// <param name="capacity">How many slots there are; with none, nothing is ever written.</param>
    /// <param name="priority">The candidate's priority.</param>
    /// <param name="writes">How many candidates have been accepted before.</param>
    /// <param name="untested">Whether a full memory takes the candidate without a look at priorities, in the slot <paramref name="smallest"/>.</param>
    /// <param name="smallest">The slot that was found smallest when priorities were last compared; if they are now, that of now.</param>
    /// <returns>The index of the slot, or -1 if the candidate is refused.</returns>
    public static int Choose(
        Replacement replacement, ReadOnlySpan<double> priorities, int count, int capacity, double priority, long writes, bool untested, ref int smallest)
    {
        if (capacity == 0) return -1;
        if (replacement == Replacement.FirstInFirstOut) return (int)(writes % capacity);
        if (count < capacity) return count;
        if (untested) return smallest;
        smallest = 0;
        for (var i = 1; i < count; i++)
            if (IsLess(priorities[i], priorities[smallest])) smallest = i;
        return IsLess(priorities[smallest], priority) ? smallest : -1;
    }

    private static bool IsLess(double a, double b) => double.IsNaN(a) ? !double.IsNaN(b) : a < b;
}

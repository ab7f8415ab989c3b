namespace Experiments;

/// <summary>How examples are dealt out: in a new order in each epoch, a batch for each step, the last one with what is left.</summary>
internal sealed class Batches(int examples, int size, int seed)
{
    private int _epoch = -1;
    private int[] _order = [];

    /// <summary>The steps of an epoch.</summary>
    public int Steps => (examples + size - 1) / size;

    /// <summary>The indices of the examples of a step.</summary>
    public ReadOnlyMemory<int> At(int epoch, int step)
    {
        if (epoch != _epoch)
        {
            _order = [.. Enumerable.Range(0, examples)];
            Draws.At(seed, epoch).Shuffle(_order);
            _epoch = epoch;
        }

        return _order.AsMemory(step * size, Math.Min(size, examples - step * size));
    }

    /// <summary>All of some examples in their own order, for evaluation.</summary>
    public static IEnumerable<ReadOnlyMemory<int>> InOrder(int examples, int size) =>
        Enumerable.Range(0, examples).Chunk(size).Select(chunk => new ReadOnlyMemory<int>(chunk));
}

using System.ComponentModel;

namespace OptimizerDsl.Compiled;

/// <summary>A range of the elements of one parameter: what a thread takes at a time.</summary>
/// <param name="Parameter">The index of the parameter.</param>
/// <param name="Begin">The first element.</param>
/// <param name="End">The element after the last.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct Chunk(int Parameter, long Begin, long End);

/// <summary>
/// The elements of all parameters in chunks. The partition depends on the sizes of the parameters alone, never on the
/// number of threads, so reductions that combine the chunks in order give the same bits on any number of them.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ChunkList
{
    /// <summary>
    /// The most elements of a chunk: a multiple of every number of lanes, large enough to hide the cost of taking it and
    /// small enough to share out a single tensor.
    /// </summary>
    public const int Size = 32768;

    private long[] _parameters = [];
    private int _parameterCount;
    private Chunk[] _chunks = [];

    /// <summary>The number of chunks.</summary>
    public int Count { get; private set; }

    /// <summary>The number of elements of all parameters together.</summary>
    public long Elements { get; private set; }

    /// <summary>The chunk of an index: those of a parameter follow each other, in order.</summary>
    /// <param name="index">The index of the chunk.</param>
    public ref readonly Chunk this[int index] => ref _chunks.AsSpan(0, Count)[index];

    /// <summary>Whether the list was made for parameters of these sizes.</summary>
    /// <param name="elements">The number of elements of each parameter.</param>
    public bool Matches(ReadOnlySpan<long> elements) => elements.SequenceEqual(_parameters.AsSpan(0, _parameterCount));

    /// <summary>Divides the parameters anew; does nothing if their sizes are those of the last time.</summary>
    /// <param name="elements">The number of elements of each parameter. An empty one gives no chunk.</param>
    public void Rebuild(ReadOnlySpan<long> elements)
    {
        if (Matches(elements))
            return;

        long chunks = 0, total = 0;
        foreach (long count in elements)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(elements));
            chunks += (count + Size - 1) / Size;
            total += count;
        }

        if (_parameters.Length < elements.Length)
            _parameters = new long[elements.Length];
        if (_chunks.Length < chunks)
            _chunks = new Chunk[checked((int)chunks)];

        elements.CopyTo(_parameters);
        _parameterCount = elements.Length;
        Elements = total;
        Count = 0;
        for (int parameter = 0; parameter < elements.Length; parameter++)
            for (long begin = 0; begin < elements[parameter]; begin += Size)
                _chunks[Count++] = new Chunk(parameter, begin, Math.Min(begin + Size, elements[parameter]));
    }
}

using OptimizerDsl.Compiled;

namespace OptimizerDsl.Tests.Cpu;

public sealed class ChunkListTests
{
    [Fact]
    public void Chunks_cover_each_parameter_in_order()
    {
        var list = new ChunkList();
        list.Rebuild([0, 1, ChunkList.Size, 0, ChunkList.Size + 1, 3L * ChunkList.Size]);

        Assert.Equal(
            [
                new Chunk(1, 0, 1),
                new Chunk(2, 0, ChunkList.Size),
                new Chunk(4, 0, ChunkList.Size),
                new Chunk(4, ChunkList.Size, ChunkList.Size + 1),
                new Chunk(5, 0, ChunkList.Size),
                new Chunk(5, ChunkList.Size, 2 * ChunkList.Size),
                new Chunk(5, 2 * ChunkList.Size, 3 * ChunkList.Size),
            ],
            Enumerable.Range(0, list.Count).Select(i => list[i]));
        Assert.Equal(5L * ChunkList.Size + 2, list.Elements);
    }

    [Fact]
    public void No_parameters_give_no_chunks()
    {
        var list = new ChunkList();
        Assert.True(list.Matches([]));
        list.Rebuild([0, 0]);
        Assert.Equal(0, list.Count);
        Assert.False(list.Matches([]));
        Assert.Throws<IndexOutOfRangeException>(() => list[0]);
    }

    [Fact]
    public void More_elements_than_an_int_counts()
    {
        const long Elements = (1L << 31) + 5;
        var list = new ChunkList();
        list.Rebuild([Elements]);
        Assert.Equal(65537, list.Count);
        Assert.Equal(new Chunk(0, 1L << 31, Elements), list[65536]);
    }

    [Fact]
    public void Fewer_chunks_replace_more()
    {
        var list = new ChunkList();
        list.Rebuild([10, 20, 30]);
        list.Rebuild([40]);
        Assert.Equal(1, list.Count);
        Assert.Equal(new Chunk(0, 0, 40), list[0]);
        Assert.Equal(40, list.Elements);
        Assert.True(list.Matches([40]));
        Assert.False(list.Matches([40, 20, 30]));
        Assert.Throws<IndexOutOfRangeException>(() => list[1]);
    }

    [Fact]
    public void Rebuilding_with_the_same_or_fewer_allocates_nothing()
    {
        var list = new ChunkList();
        long[] many = [100_000, 7, 50_000], few = [50_000, 8];
        list.Rebuild(many);
        list.Rebuild(few);

        long before = GC.GetAllocatedBytesForCurrentThread();
        list.Rebuild(few);
        list.Rebuild(many);
        list.Rebuild(few);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_chunk_is_a_multiple_of_every_vector() => Assert.Equal(0, ChunkList.Size % 16);

    [Fact]
    public void A_negative_size_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ChunkList().Rebuild([5, -1]));
}

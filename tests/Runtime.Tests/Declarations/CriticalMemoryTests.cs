using OptimizerDsl.Compiled;
using Xunit;
using static OptimizerDsl.Tests.Values;

namespace OptimizerDsl.Tests;

public class CriticalMemoryTests
{
    private const double NaN = double.NaN;

    private static CriticalMemory Memory(int capacity, double[] slots, double[] priorities, Tensor? gradient = null)
        => new(capacity, 0.5, gradient ?? T(0), [.. slots.Select(x => T(x))], priorities);

    [Theory]
    [InlineData(new double[0], 3, 1, 0)]
    [InlineData(new double[] { 5, 6 }, 3, 1, 2)]        // a free slot takes anything
    [InlineData(new double[] { 5, 6 }, 3, NaN, 2)]
    [InlineData(new double[] { 3, 1, 2 }, 3, 1.5, 1)]
    [InlineData(new double[] { 3, 1, 2 }, 3, 1, -1)]    // equal is not greater
    [InlineData(new double[] { 3, 1, 1 }, 3, 4, 1)]     // the first of equals
    [InlineData(new double[] { 0, 0 }, 2, 0, -1)]
    [InlineData(new double[] { 3, NaN, NaN }, 3, 0, 1)] // NaN makes way for any number
    [InlineData(new double[] { 3, NaN }, 2, double.NegativeInfinity, 1)]
    [InlineData(new double[] { 3, NaN }, 2, NaN, -1)]
    [InlineData(new double[] { 3, 1 }, 2, NaN, -1)]
    [InlineData(new double[] { 3, 1 }, 2, double.PositiveInfinity, 1)]
    [InlineData(new double[0], 0, 1, -1)]
    public void The_decision(double[] priorities, int capacity, double priority, int slot)
        => Assert.Equal(slot, Choose(priorities, priorities.Length, capacity, priority));

    [Fact]
    public void The_decision_reads_the_filled_slots_only()
        => Assert.Equal(1, Choose([3, 2, 0, 0], 2, 2, 5));

    private static int Choose(double[] priorities, int count, int capacity, double priority)
    {
        var smallest = 0;
        return CriticalDecision.Choose(Replacement.Priority, priorities, count, capacity, priority, 0, untested: false, ref smallest);
    }

    [Fact]
    public void An_untested_candidate_takes_the_slot_that_was_found_smallest_last()
    {
        var smallest = 0;
        Assert.Equal(0, Offer([3, 1, 2], 0.5, untested: true));
        Assert.Equal(-1, Offer([3, 1, 2], 0.5, untested: false));
        // Refused, but from now on it is known that the second is the smallest.
        Assert.Equal(1, Offer([3, 1, 0.1], 0, untested: true));
        Assert.Equal(2, Offer([3, 1, 0.1], 0.5, untested: false));
        Assert.Equal(2, Offer([3, 1, 8], 0.5, untested: true));
        // What is not full yet finds nothing.
        Assert.Equal(1, CriticalDecision.Choose(Replacement.CriticalTest, [3, 0, 0], 1, 3, 1, 1, untested: true, ref smallest));
        Assert.Equal(1, CriticalDecision.Choose(Replacement.CriticalTest, [3, 0, 0], 1, 3, 1, 1, untested: false, ref smallest));
        Assert.Equal(2, smallest);

        int Offer(double[] priorities, double priority, bool untested) =>
            CriticalDecision.Choose(Replacement.CriticalTest, priorities, 3, 3, priority, 3, untested, ref smallest);
    }

    [Fact]
    public void It_fills_in_order_and_then_decays_the_new_priority_too()
    {
        var memory = Memory(3, [10], [8]);
        memory.Offer(T(20), new Scalar(2));
        Assert.Equal((1, false, 2), (memory.Written, memory.Replaced, memory.Count));
        Assert.Equal([8, 2], [memory.Priority(0), memory.Priority(1)]);
        memory.EndStep();
        Assert.Equal([4, 1], [memory.Priority(0), memory.Priority(1)]);
        Assert.Equal([20], Of(memory.Slot(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Slot(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Priority(-1));
    }

    [Fact]
    public void A_full_memory_replaces_the_least_critical()
    {
        var memory = Memory(2, [10, 20], [3, 1]);
        memory.Offer(T(30), new Scalar(2));
        Assert.Equal((1, true, 2), (memory.Written, memory.Replaced, memory.Count));
        Assert.Equal([10], Of(memory.Slot(0)));
        Assert.Equal([30], Of(memory.Slot(1)));
        Assert.Equal([40], Of(memory.Sum));
    }

    [Fact]
    public void A_full_memory_refuses_what_is_not_more_critical()
    {
        var memory = Memory(2, [10, 20], [3, 2]);
        memory.Offer(T(30), new Scalar(2));
        Assert.Equal((-1, false, 2), (memory.Written, memory.Replaced, memory.Count));
        Assert.Equal([30], Of(memory.Sum));
    }

    [Fact]
    public void Aggregate_divides_by_the_capacity_and_reads_before_it_offers()
    {
        var memory = Memory(4, [10, 20], [1, 1], gradient: T(3));
        Assert.Equal([1 + 30.0 / 4], Of(memory.Aggregate(T(1))));
        Assert.Equal(2, memory.Written);
        Assert.Equal(3, memory.Priority(2));
        Assert.Equal([31], Of(memory.Sum));
    }

    [Fact]
    public void Mean_divides_by_the_count_and_is_zero_when_empty()
    {
        Assert.Equal([15], Of(Memory(4, [10, 20], [1, 1]).Mean));
        Assert.Equal([0], Of(Memory(4, [], []).Mean));
        Assert.Equal([0], Of(Memory(4, [], []).Sum));
    }

    [Fact]
    public void The_sum_of_the_slots_does_not_drift()
        => Assert.Equal([2], Of(Memory(4, [1, 1e100, 1, -1e100], [1, 1, 1, 1]).Sum));

    [Fact]
    public void A_memory_without_capacity_changes_nothing()
    {
        var memory = Memory(0, [], []);
        Assert.Equal([7], Of(memory.Aggregate(T(7))));
        memory.EndStep();
        Assert.Equal((-1, 0), (memory.Written, memory.Count));
        Assert.Equal([0], Of(memory.Mean));
    }

    [Fact]
    public void One_candidate_per_step()
    {
        var memory = Memory(4, [], []);
        memory.Aggregate(T(1));
        Assert.Contains("one candidate per step", Assert.Throws<InvalidOperationException>(() => memory.Offer(T(1))).Message);

        var refused = Memory(1, [1], [9]);
        refused.Offer(T(2), new Scalar(0));
        Assert.Throws<InvalidOperationException>(() => refused.Offer(T(2), new Scalar(10)));
    }

    [Fact]
    public void The_default_priority_is_the_norm_of_the_groups_gradients()
    {
        Tensor[] gradients = [T(3), T(4), T(12)];
        var priorities = new double[3];
        ReferenceReduction.Run([0, 0, 1], i =>
        {
            var memory = Memory(2, [], [], gradients[i]);
            memory.Offer(T(1));
            priorities[i] = memory.Priority(0);
        });
        Assert.Equal([5, 5, 12], priorities);
    }

    [Fact]
    public void What_cannot_be_a_memory_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Memory(-1, [], []));
        Assert.Throws<ArgumentException>(() => Memory(1, [1, 2], [1, 2]));
        Assert.Throws<ArgumentException>(() => Memory(2, [1, 2], [1]));
        Assert.Throws<InvalidOperationException>(() => Memory(2, [1], [1], T(1, 2)));
        Assert.Throws<InvalidOperationException>(() => Memory(2, [], []).Offer(T(1, 2), new Scalar(1)));
        Assert.Throws<InvalidOperationException>(() => Memory(2, [], []).Offer(default, new Scalar(1)));
    }
}

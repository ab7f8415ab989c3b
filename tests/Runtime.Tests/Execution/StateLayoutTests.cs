using OptimizerDsl.Compiled;
using TorchSharp;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Execution;

/// <summary>Which memory layouts a fused pass can sweep over, and that states are laid out like their parameter.</summary>
public sealed class StateLayoutTests
{
    [Theory]
    [InlineData(new long[] { 2, 3 }, new long[] { 3, 1 }, true)]
    [InlineData(new long[] { 2, 3 }, new long[] { 1, 2 }, true)]
    [InlineData(new long[] { 2, 3, 4 }, new long[] { 4, 8, 1 }, true)]
    [InlineData(new long[] { }, new long[] { }, true)]
    [InlineData(new long[] { 0 }, new long[] { 1 }, true)]
    [InlineData(new long[] { 1, 3 }, new long[] { 77, 1 }, true)]
    [InlineData(new long[] { 3 }, new long[] { 2 }, false)]
    [InlineData(new long[] { 2, 3 }, new long[] { 6, 2 }, false)]
    [InlineData(new long[] { 2, 3 }, new long[] { 4, 1 }, false)]
    [InlineData(new long[] { 2, 3 }, new long[] { 0, 1 }, false)]
    [InlineData(new long[] { 2, 2 }, new long[] { 1, 1 }, false)]
    public void Dense_is_without_gaps_or_overlaps(long[] shape, long[] strides, bool dense) =>
        Assert.Equal(dense, StateLayout.IsDense(shape, strides));

    [Fact]
    public void A_state_lies_as_its_parameter_does()
    {
        using var scope = NewDisposeScope();
        var parameter = ones(3, 5).t();
        using var state = StateLayout.ZerosLike(parameter);
        using var stack = StateLayout.ZerosLike(parameter, 2);
        Assert.Equal(parameter.stride(), state.stride());
        Assert.Equal([15, .. parameter.stride()], stack.stride());
        Assert.Equal([2, 5, 3], stack.shape);
        Assert.Equal(0, stack.abs().sum().ToDouble());
        Assert.False(state.requires_grad);
    }
}

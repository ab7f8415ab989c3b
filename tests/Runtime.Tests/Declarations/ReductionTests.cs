using Xunit;
using static OptimizerDsl.Equations;
using static OptimizerDsl.Tests.Values;

namespace OptimizerDsl.Tests;

public class ReductionTests
{
    [Fact]
    public void Reductions_of_one_tensor()
    {
        var x = T(3, -4, 12);
        Assert.Equal(11, Sum(x).Value);
        Assert.Equal(11.0 / 3, Mean(x).Value);
        Assert.Equal(13, Norm(x).Value);
        Assert.Equal(3 + 8 + 36, Dot(x, T(1, -2, 3)).Value);
        Assert.Equal(12, MaxAbs(-x).Value);
        Assert.Equal(13, Sum(Norm(x), Over.Tensor).Value);
    }

    [Fact]
    public void Without_a_group_the_tensor_is_alone_in_it()
    {
        var x = T(3, 4);
        foreach (var over in new[] { Over.Group, Over.All })
            Assert.Equal([7, 3.5, 5, 25, 4, 5],
                [Sum(x, over).Value, Mean(x, over).Value, Norm(x, over).Value, Dot(x, x, over).Value, MaxAbs(x, over).Value,
                    Sum(Norm(x), over).Value]);
    }

    [Fact]
    public void An_empty_tensor_reduces_as_in_torch()
    {
        Assert.Equal([0, 0, 0, 0], [Sum(T()).Value, Norm(T()).Value, MaxAbs(T()).Value, Dot(T(), T()).Value]);
        Assert.Equal(double.NaN, Mean(T()).Value);
    }

    [Fact]
    public void Infinity_and_nan_come_through()
    {
        const double inf = double.PositiveInfinity;
        Assert.Equal(inf, Sum(T(1, inf, 2, inf)).Value);
        Assert.Equal(-inf, Mean(T(1, -inf, 2)).Value);
        Assert.Equal(double.NaN, Sum(T(inf, -inf, 1)).Value);
        Assert.Equal(inf, Norm(T(-inf, 1)).Value);
        Assert.Equal(inf, MaxAbs(T(-inf, 1)).Value);
        Assert.Equal(inf, Sum(T(double.MaxValue, double.MaxValue)).Value);
        Scalar[] nans = [Sum(T(1, double.NaN)), Norm(T(double.NaN, 1)), MaxAbs(T(double.NaN, 1)), MaxAbs(T(1, double.NaN))];
        Assert.All(nans, result => Assert.Equal(double.NaN, result.Value));
    }

    [Fact]
    public void Sums_do_not_lose_small_terms()
    {
        Assert.Equal(2, Sum(T(1, 1e100, 1, -1e100)).Value);
        Assert.Equal(1, Sum(new Tensor([.. Enumerable.Repeat(0.1, 10)])).Value);
        Assert.Equal([2], Of(Sum(Bank(T(1), T(1e100), T(1), T(-1e100)))));
    }

    [Fact]
    public void A_dot_product_needs_one_length()
        => Assert.Throws<InvalidOperationException>(() => Dot(T(1), T(1, 2)));
}

using OptimizerDsl.Compiled;
using TorchSharp;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Execution;

/// <summary>What an eager pass reports for a reduction: in float64, whatever the type of the tensor.</summary>
public sealed class EagerReductionTests
{
    [Theory]
    [InlineData(ScalarType.Float16, 4096)]
    [InlineData(ScalarType.BFloat16, 4096)]
    [InlineData(ScalarType.Float32, 1e30f)]
    [InlineData(ScalarType.Float64, 1e30f)]
    public void A_sum_of_squares_does_not_overflow_in_the_type_of_its_elements(ScalarType type, float value)
    {
        using var scope = NewDisposeScope();
        using var x = full(1000, value, dtype: type);
        Assert.Equal(1, EagerWork.SumOfSquares(x) / (1000.0 * value * value), 1e-12);
    }

    [Fact]
    public void A_bfloat16_norm_tells_apart_what_differs_in_the_third_digit()
    {
        using var scope = NewDisposeScope();
        using var x = ones(1000, dtype: bfloat16);
        var before = EagerWork.SumOfSquares(x);
        x[0] = 1.5f;
        Assert.Equal(1.25, EagerWork.SumOfSquares(x) - before, 1e-9);
    }

    [Fact]
    public void A_sum_is_exact_where_the_type_of_the_elements_is_not()
    {
        using var scope = NewDisposeScope();
        using var x = ones(100_000, dtype: bfloat16);
        Assert.Equal(100_000, EagerWork.Sum(x));
        Assert.Equal(0, EagerWork.Sum(zeros(0)));
    }

    [Fact]
    public void The_largest_magnitude_of_nothing_is_zero()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0, EagerWork.MaxAbs(zeros(0)));
        Assert.Equal(3, EagerWork.MaxAbs(tensor([1f, -3f, 2f])));
        Assert.Equal(double.NaN, EagerWork.MaxAbs(tensor([1f, float.NaN])));
    }
}

using Xunit;
using static OptimizerDsl.Tests.Values;

namespace OptimizerDsl.Tests;

public class TensorTests
{
    private static readonly Tensor A = T(1, -2, 8), B = T(4, 0.5, -2);
    private static readonly Scalar S = new(2);

    [Fact]
    public void Operators_between_tensors_pair_the_elements()
    {
        Assert.Equal([5, -1.5, 6], Of(A + B));
        Assert.Equal([-3, -2.5, 10], Of(A - B));
        Assert.Equal([4, -1, -16], Of(A * B));
        Assert.Equal([0.25, -4, -4], Of(A / B));
        Assert.Equal([-1, 2, -8], Of(-A));
    }

    [Fact]
    public void Operators_take_a_number_on_either_side()
    {
        Assert.Equal([3, 0, 10], Of(A + 2));
        Assert.Equal([3, 0, 10], Of(2 + A));
        Assert.Equal([-1, -4, 6], Of(A - 2));
        Assert.Equal([1, 4, -6], Of(2 - A));
        Assert.Equal([2, -4, 16], Of(A * 2));
        Assert.Equal([2, -4, 16], Of(2 * A));
        Assert.Equal([0.5, -1, 4], Of(A / 2));
        Assert.Equal([2, -1, 0.25], Of(2 / A));
    }

    [Fact]
    public void Operators_take_a_scalar_on_either_side()
    {
        Assert.Equal(Of(A + 2), Of(A + S));
        Assert.Equal(Of(2 + A), Of(S + A));
        Assert.Equal(Of(A - 2), Of(A - S));
        Assert.Equal(Of(2 - A), Of(S - A));
        Assert.Equal(Of(A * 2), Of(A * S));
        Assert.Equal(Of(2 * A), Of(S * A));
        Assert.Equal(Of(A / 2), Of(A / S));
        Assert.Equal(Of(2 / A), Of(S / A));
    }

    [Fact]
    public void Operators_with_coefficients_make_a_bank()
    {
        Coefficients k = [2, 4];
        Assert.Equal([[3, 0, 10], [5, 2, 12]], Of(A + k));
        Assert.Equal([[3, 0, 10], [5, 2, 12]], Of(k + A));
        Assert.Equal([[-1, -4, 6], [-3, -6, 4]], Of(A - k));
        Assert.Equal([[1, 4, -6], [3, 6, -4]], Of(k - A));
        Assert.Equal([[2, -4, 16], [4, -8, 32]], Of(A * k));
        Assert.Equal([[2, -4, 16], [4, -8, 32]], Of(k * A));
        Assert.Equal([[0.5, -1, 4], [0.25, -0.5, 2]], Of(A / k));
        Assert.Equal([[2, -1, 0.25], [4, -2, 0.5]], Of(k / A));
    }

    [Fact]
    public void Comparisons_answer_per_element()
    {
        var x = T(1, 2, 3);
        Assert.Equal([true, false, false], (x < T(2, 2, 2)).Values.ToArray());
        Assert.Equal([true, true, false], (x <= T(2, 2, 2)).Values.ToArray());
        Assert.Equal([false, false, true], (x > T(2, 2, 2)).Values.ToArray());
        Assert.Equal([false, true, true], (x >= T(2, 2, 2)).Values.ToArray());
        foreach (var (a, b) in new[] { (x < 2, x < S), (2 > x, S > x) })
        {
            Assert.Equal([true, false, false], a.Values.ToArray());
            Assert.Equal([true, false, false], b.Values.ToArray());
        }
        foreach (var (a, b) in new[] { (x <= 2, x <= S), (2 >= x, S >= x) })
        {
            Assert.Equal([true, true, false], a.Values.ToArray());
            Assert.Equal([true, true, false], b.Values.ToArray());
        }
        foreach (var (a, b) in new[] { (x > 2, x > S), (2 < x, S < x) })
        {
            Assert.Equal([false, false, true], a.Values.ToArray());
            Assert.Equal([false, false, true], b.Values.ToArray());
        }
        foreach (var (a, b) in new[] { (x >= 2, x >= S), (2 <= x, S <= x) })
        {
            Assert.Equal([false, true, true], a.Values.ToArray());
            Assert.Equal([false, true, true], b.Values.ToArray());
        }
    }

    [Fact]
    public void A_comparison_with_nan_is_false_and_its_negation_true()
    {
        var x = T(double.NaN);
        Assert.Equal([false], (x < 0).Values.ToArray());
        Assert.Equal([false], (x >= 0).Values.ToArray());
        Assert.Equal([true], (!(x >= 0)).Values.ToArray());
    }

    [Fact]
    public void Masks_combine()
    {
        var (p, q) = (T(0, 0, 1, 1) > 0, T(0, 1, 0, 1) > 0);
        Assert.Equal([false, false, false, true], (p & q).Values.ToArray());
        Assert.Equal([false, true, true, true], (p | q).Values.ToArray());
        Assert.Equal([true, true, false, false], (!p).Values.ToArray());
        Assert.Throws<InvalidOperationException>(() => p & T(1) > 0);
        Assert.Contains("no value yet", Assert.Throws<InvalidOperationException>(() => !default(Mask)).Message);
    }

    [Fact]
    public void Different_lengths_are_refused_by_name()
    {
        var error = Assert.Throws<InvalidOperationException>(() => T(1, 2) + T(1, 2, 3));
        Assert.Contains("2 elements", error.Message);
        Assert.Contains("3", error.Message);
        Assert.Throws<InvalidOperationException>(() => T(1, 2) < T(1));
    }

    [Fact]
    public void A_tensor_without_a_value_says_so_and_what_to_do()
    {
        Action[] uses =
        [
            () => _ = default(Tensor) + T(1), () => _ = T(1) + default(Tensor), () => _ = 2 * default(Tensor),
            () => _ = -default(Tensor), () => _ = default(Tensor) < 1, () => _ = default(Tensor).Length,
        ];
        foreach (var use in uses)
        {
            var error = Assert.Throws<InvalidOperationException>(use);
            Assert.Contains("The tensor has no value yet", error.Message);
            Assert.Contains("[State]", error.Message);
        }
        Assert.Equal("no value", default(Tensor).ToString());
    }

    [Fact]
    public void Values_are_copied_in_and_never_change()
    {
        double[] source = [1, 2];
        var x = new Tensor(source);
        source[0] = 9;
        var y = x;
        y -= 1;
        Assert.Equal([1, 2], Of(x));
        Assert.Equal([0, 1], Of(y));
    }

    [Fact]
    public void An_empty_tensor_is_a_value()
    {
        Assert.Equal(0, T().Length);
        Assert.Equal([], Of(T() * 2 + T()));
    }

    [Fact]
    public void A_long_tensor_shows_its_first_values()
    {
        Assert.Equal("[0.5, 2]", T(0.5, 2).ToString());
        Assert.Equal("[1, 1, 1, 1, 1, 1, 1, 1, ...] (9 elements)", T(1, 1, 1, 1, 1, 1, 1, 1, 1).ToString());
    }

    [Fact]
    public void Scalars_calculate_with_scalars_and_numbers()
    {
        Scalar a = new(6), b = new(4);
        Assert.Equal([10, 2, 24, 1.5], [(a + b).Value, (a - b).Value, (a * b).Value, (a / b).Value]);
        Assert.Equal([8, 4, 12, 3], [(a + 2).Value, (a - 2).Value, (a * 2).Value, (a / 2).Value]);
        Assert.Equal([8, -4, 12, 2], [(2 + a).Value, (2 - a).Value, (2 * a).Value, (12 / a).Value]);
        Assert.Equal(-6, (-a).Value);
        Assert.Equal("0.5", new Scalar(0.5).ToString());
    }
}

using System.Globalization;
using Xunit;
using static OptimizerDsl.Equations;
using static OptimizerDsl.Tests.Values;

namespace OptimizerDsl.Tests;

public class BankTests
{
    private static readonly TensorBank B = Bank(T(1, 2), T(4, 8));
    private static readonly Coefficients K = [2, 4], Three = [1, 2, 3];

    [Fact]
    public void Banks_pair_tensor_by_tensor()
    {
        var other = Bank(T(2, 2), T(4, 4));
        Assert.Equal([[3, 4], [8, 12]], Of(B + other));
        Assert.Equal([[-1, 0], [0, 4]], Of(B - other));
        Assert.Equal([[2, 4], [16, 32]], Of(B * other));
        Assert.Equal([[0.5, 1], [1, 2]], Of(B / other));
        Assert.Equal([[-1, -2], [-4, -8]], Of(-B));
    }

    [Fact]
    public void Coefficients_meet_one_tensor_each()
    {
        Assert.Equal([[3, 4], [8, 12]], Of(B + K));
        Assert.Equal([[3, 4], [8, 12]], Of(K + B));
        Assert.Equal([[-1, 0], [0, 4]], Of(B - K));
        Assert.Equal([[1, 0], [0, -4]], Of(K - B));
        Assert.Equal([[2, 4], [16, 32]], Of(B * K));
        Assert.Equal([[2, 4], [16, 32]], Of(K * B));
        Assert.Equal([[0.5, 1], [1, 2]], Of(B / K));
        Assert.Equal([[2, 1], [1, 0.5]], Of(K / B));
    }

    [Fact]
    public void A_tensor_a_scalar_or_a_number_meets_every_tensor()
    {
        var (t, s) = (T(2, 2), new Scalar(2));
        foreach (var sum in new[] { B + t, t + B, B + s, s + B, B + 2, 2 + B })
            Assert.Equal([[3, 4], [6, 10]], Of(sum));
        foreach (var product in new[] { B * t, t * B, B * s, s * B, B * 2, 2 * B })
            Assert.Equal([[2, 4], [8, 16]], Of(product));
        foreach (var difference in new[] { B - t, -(t - B), B - s, -(s - B), B - 2, -(2 - B) })
            Assert.Equal([[-1, 0], [2, 6]], Of(difference));
        foreach (var quotient in new[] { B / t, 1 / (t / B), B / s, 1 / (s / B), B / 2, 1 / (2 / B) })
            Assert.Equal([[0.5, 1], [2, 4]], Of(quotient));
    }

    [Fact]
    public void Different_counts_are_refused_by_name()
    {
        var error = Assert.Throws<InvalidOperationException>(() => B * Three);
        Assert.Contains("2 tensors", error.Message);
        Assert.Contains("coefficients of length 3", error.Message);
        Assert.Throws<InvalidOperationException>(() => B + Bank(T(1, 2)));
        Assert.Throws<InvalidOperationException>(() => Bank(T(1), T(1, 2)));
        Assert.Contains("no value yet", Assert.Throws<InvalidOperationException>(() => default(TensorBank) * 2).Message);
    }

    [Fact]
    public void Sum_and_mean_go_across_the_bank()
    {
        Assert.Equal([5, 10], Of(Sum(B)));
        Assert.Equal([2.5, 5], Of(Mean(B)));
        Assert.Throws<InvalidOperationException>(() => Mean(Bank()));
    }

    [Fact]
    public void Coefficients_calculate_entry_by_entry()
    {
        Coefficients other = [1, 8];
        Assert.Equal([3, 12], K + other);
        Assert.Equal([1, -4], K - other);
        Assert.Equal([2, 32], K * other);
        Assert.Equal([2, 0.5], K / other);
        Assert.Equal([4, 6], K + 2);
        Assert.Equal([4, 6], 2 + K);
        Assert.Equal([0, 2], K - 2);
        Assert.Equal([-1, -3], 1 - K);
        Assert.Equal([4, 8], K * 2);
        Assert.Equal([4, 8], 2 * K);
        Assert.Equal([1, 2], K / 2);
        Assert.Equal([4, 2], 8 / K);
        Assert.Equal([-2, -4], -K);
        Assert.Equal([4, 16], Pow(K, 2));
        var error = Assert.Throws<InvalidOperationException>(() => K + Three);
        Assert.Contains("2 coefficients do not match 3", error.Message);
    }

    [Fact]
    public void Coefficients_are_equal_by_value()
    {
        Coefficients a = [0, double.NaN], b = new[] { -0.0, double.NaN };
        Assert.True(a.Equals(b) && a.Equals((object)b) && !a.Equals(null) && !a.Equals(K));
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.Throws<ArgumentNullException>(() => (Coefficients)(double[])null!);
    }

    [Fact]
    public void Coefficients_do_not_share_their_array()
    {
        double[] source = [1, 2];
        Coefficients k = source;
        source[0] = 9;
        Assert.Equal([1, 2], k);
        Assert.Equal(2, k.Count);
        Assert.Equal(2, k[1]);
        Assert.Equal([1, 2], k.Values.ToArray());
    }

    [Fact]
    public void Coefficients_print_as_they_are_written_in_any_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Coefficients k = [0, 0.9, 0.99];
            Assert.Equal("[0, 0.9, 0.99]", k.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}

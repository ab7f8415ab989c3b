using Xunit;
using static OptimizerDsl.Equations;
using static OptimizerDsl.Tests.Values;

namespace OptimizerDsl.Tests;

public class EquationTests
{
    private static readonly double[] Samples =
        [-2, -0.5, -0.0, 0, 0.25, 1, 9, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon];

    public static TheoryData<string, Func<double, double>, Func<double, double>, Func<Tensor, Tensor>,
        Func<TensorBank, TensorBank>, Func<Scalar, Scalar>> Functions { get; } = new()
    {
        { "Sqrt", Math.Sqrt, Sqrt, Sqrt, Sqrt, Sqrt },
        { "Rsqrt", x => 1 / Math.Sqrt(x), Rsqrt, Rsqrt, Rsqrt, Rsqrt },
        { "Square", x => x * x, Square, Square, Square, Square },
        { "Pow", x => Math.Pow(x, 3), x => Pow(x, 3), x => Pow(x, 3), x => Pow(x, 3), x => Pow(x, 3) },
        { "Exp", Math.Exp, Exp, Exp, Exp, Exp },
        { "Log", Math.Log, Log, Log, Log, Log },
        { "Abs", Math.Abs, Abs, Abs, Abs, Abs },
        { "Tanh", Math.Tanh, Tanh, Tanh, Tanh, Tanh },
        { "Sign", x => double.IsNaN(x) ? 0 : Math.Sign(x), Sign, Sign, Sign, Sign },
        { "Clamp", x => x < -1 ? -1 : x > 2 ? 2 : x, x => Clamp(x, -1, 2), x => Clamp(x, -1, 2), x => Clamp(x, -1, 2),
            x => Clamp(x, -1, 2) },
    };

    [Theory, MemberData(nameof(Functions))]
    public void A_function_is_the_same_for_every_type(string name, Func<double, double> expected, Func<double, double> host,
        Func<Tensor, Tensor> tensor, Func<TensorBank, TensorBank> bank, Func<Scalar, Scalar> scalar)
    {
        Assert.NotEmpty(name);
        double[] values = [.. Samples.Select(expected)];
        Assert.Equal(values, Samples.Select(host));
        Assert.Equal(values, Of(tensor(new(Samples))));
        Assert.Equal(values, Samples.Select(x => scalar(new(x)).Value));
        Assert.Equal([values, [expected(4), .. values[1..]]], Of(bank(Bank(new(Samples), T([4, .. Samples[1..]])))));
    }

    [Fact]
    public void Functions_of_coefficients_are_host_values()
    {
        Coefficients k = [0.25, 4];
        Assert.Equal([0.5, 2], Sqrt(k));
        Assert.Equal([2, 0.5], Rsqrt(k));
        Assert.Equal([0.0625, 16], Square(k));
        Assert.Equal([Math.Log(0.25), Math.Log(4)], Log(k));
        Assert.Equal([Math.Exp(0.25), Math.Exp(4)], Exp(k));
        Assert.Equal([Math.Tanh(0.25), Math.Tanh(4)], Tanh(k));
        Assert.Equal([1, 1], Sign(k));
        Assert.Equal([0.25, 4], Abs(-k));
    }

    [Fact]
    public void Max_and_min_take_every_pair_of_types()
    {
        var (x, s) = (T(1, 3), new Scalar(2));
        Assert.Equal([2, 3], Of(Max(x, T(2, 2))));
        Assert.Equal([1, 2], Of(Min(x, T(2, 2))));
        foreach (var max in new[] { Max(x, 2), Max(2, x), Max(x, s), Max(s, x) })
            Assert.Equal([2, 3], Of(max));
        foreach (var min in new[] { Min(x, 2), Min(2, x), Min(x, s), Min(s, x) })
            Assert.Equal([1, 2], Of(min));
        Assert.Equal([3, 3, 3, 3], [Max(s, new Scalar(3)).Value, Max(s, 3).Value, Max(3, s).Value, Max(2, 3)]);
        Assert.Equal([2, 2, 2, 2], [Min(s, new Scalar(3)).Value, Min(s, 3).Value, Min(3, s).Value, Min(2, 3)]);
        Assert.Equal([[2, 3], [5, 2]], Of(Max(Bank(x, T(5, 0)), 2)));
        Assert.Equal([[1, 2], [2, 0]], Of(Min(2, Bank(x, T(5, 0)))));
        Assert.Equal([[1, 4]], Of(Max(Bank(T(1, 2)), Bank(T(0, 4)))));
    }

    [Fact]
    public void Max_min_and_clamp_keep_nan_whichever_side_it_is_on()
    {
        var nan = T(double.NaN);
        Tensor[] results =
            [Max(nan, T(1)), Max(T(1), nan), Min(nan, 1), Min(1, nan), Max(T(1), double.NaN), Clamp(nan, 0, 1)];
        Assert.All(results, result => Assert.Equal([double.NaN], Of(result)));
        Assert.Equal(double.NaN, Clamp(0.5, double.NaN, 1));
        Assert.Equal(double.NaN, Clamp(0.5, 0, double.NaN));
    }

    [Fact]
    public void Clamp_between_crossed_bounds_is_the_upper_one_as_in_torch()
        => Assert.Equal([1, 1, 1], Of(Clamp(T(0, 2, 4), 3, 1)));

    [Fact]
    public void Sign_of_zero_and_nan_is_positive_zero()
    {
        foreach (var x in Of(Sign(T(0.0, -0.0, double.NaN))))
            Assert.Equal(0L, BitConverter.DoubleToInt64Bits(x));
    }

    [Fact]
    public void Where_chooses_and_does_not_mix()
    {
        var x = T(-1, 2, double.NaN);
        Assert.Equal([1, 2, 7], Of(Where(x > 0, x, T(1, 9, 7))));
        Assert.Equal([0, 2, 0], Of(Where(x > 0, x, 0)));
        Assert.Equal([-1, 5, double.NaN], Of(Where(x > 0, 5, x)));
        Assert.Throws<InvalidOperationException>(() => Where(x > 0, T(1), 0));
        Assert.Throws<InvalidOperationException>(() => Where(x > 0, x, default(Tensor)));
    }

    [Fact]
    public void Lerp_goes_the_fraction_of_the_way()
    {
        Assert.Equal(2.5, Lerp(2, 4, 0.25));
        Assert.Equal([2.5, 0], Of(Lerp(T(2, 0), T(4, 0), 0.25)));
        Assert.Equal([2, 3], Of(Lerp(T(2, 2), T(4, 4), T(0, 0.5))));
        Assert.Equal([[2.5]], Of(Lerp(Bank(T(2)), Bank(T(4)), 0.25)));
        Assert.Equal(2.5, Lerp(new Scalar(2), new Scalar(4), 0.25).Value);
    }
}

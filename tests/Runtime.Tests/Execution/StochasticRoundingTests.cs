using OptimizerDsl.Compiled;
using TorchSharp;
using static TorchSharp.torch;

namespace OptimizerDsl.Tests.Execution;

/// <summary>Stochastic rounding is right on average, and the eager execution does it to the same bits as the definition.</summary>
public sealed class StochasticRoundingTests
{
    [Theory]
    [InlineData(Precision.BFloat16)]
    [InlineData(Precision.Float16)]
    public void Is_unbiased(Precision precision)
    {
        const int Elements = 200_000;
        foreach (var x in new[] { 1 / 3f, -1e-3f, 1.00001f, 3e-6f, -1e-7f, 65503.9f, -2.7182817f })
        {
            var below = double.PositiveInfinity;
            var above = double.NegativeInfinity;
            var sum = 0.0;
            for (var i = 0; i < Elements; i++)
            {
                var rounded = ReferenceRounding.Round(x, precision, Noise.Bits(Noise.Join(Noise.OfStep(3, 17), 2), i));
                (below, above) = (Math.Min(below, rounded), Math.Max(above, rounded));
                sum += rounded - x;
            }

            Assert.True(below <= x && x <= above && below < above, $"{x:R} is between {below:R} and {above:R}");
            var (p, gap) = ((x - below) / (above - below), above - below);
            var deviation = gap * Math.Sqrt(p * (1 - p) / Elements);
            Assert.True(Math.Abs(sum / Elements) < 5 * deviation, $"{x:R} is off by {sum / Elements / deviation:F1} standard deviations on average");
        }
    }

    [Fact]
    public void Noise_differs_from_parameter_to_parameter_step_to_step_and_tensor_to_tensor()
    {
        uint[] keys = [.. from parameter in Enumerable.Range(0, 20) from step in Enumerable.Range(1, 20) from tensor in Enumerable.Range(2, 5) select Noise.Join(Noise.OfStep(parameter, step), tensor)];
        Assert.Equal(keys.Length, keys.Distinct().Count());

        // Neither the same element under two keys nor two neighbours under one have bits in common more often than chance has.
        foreach (var (a, b) in new[] { (keys[0], keys[1]), (keys[0], keys[5]), (keys[0], keys[100]) })
            AssertIndependent(i => Noise.Bits(a, i), i => Noise.Bits(b, i));
        AssertIndependent(i => Noise.Bits(keys[0], i), i => Noise.Bits(keys[0], i + 1));
        AssertIndependent(i => Noise.Bits(keys[0], i), i => Noise.Bits(keys[0], i + (1L << 32)));
    }

    private static void AssertIndependent(Func<long, uint> a, Func<long, uint> b)
    {
        const int Elements = 50_000;
        var ones = new int[32];
        for (var i = 0; i < Elements; i++)
            for (var bit = 0; bit < 32; bit++) ones[bit] += (int)((a(i) ^ b(i)) >> bit & 1);
        Assert.All(ones, n => Assert.InRange(n, Elements / 2 - 5 * Math.Sqrt(Elements) / 2, Elements / 2 + 5 * Math.Sqrt(Elements) / 2));
    }

    [Theory]
    [InlineData(Precision.BFloat16)]
    [InlineData(Precision.Float16)]
    public void Eager_rounding_has_the_bits_of_the_definition(Precision precision)
    {
        using var scope = NewDisposeScope();
        var random = new Random(1);
        double[] values =
        [
            0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 65504, 65519, 65520, -65530, 3.4e38, 3.39e38, -1e-45, 1e-41, 6e-8, -3e-8, 6.1e-5, 1, -1, 2, 0.5,
            .. Enumerable.Range(0, 20_000).Select(_ => (double)BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32))),
            .. Enumerable.Range(0, 20_000).Select(i => (random.NextDouble() - 0.5) * Math.ScaleB(1, -i % 30)),
        ];
        values = values[..(values.Length / 4 * 4)];
        foreach (var type in new[] { float32, float64 })
        {
            // Not in the order of its shape, in memory.
            var x = tensor(values, type).reshape(4, -1).t();
            var target = empty_strided([x.shape[0], 4], [1, x.shape[0]], NarrowTypes.Of(precision, type));
            var actual = EagerRounding.Stochastic(x, target, 77).to(float64).t().contiguous().data<double>().ToArray();
            for (var i = 0; i < values.Length; i++)
            {
                var expected = ReferenceRounding.Round(values[i], precision, Noise.Bits(77, i));
                Assert.True(BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual[i]) || double.IsNaN(expected) && double.IsNaN(actual[i]),
                    $"{values[i]:R}: {actual[i]:R} instead of {expected:R}");
            }

            var nearest = EagerRounding.Nearest(x, target.dtype).to(float64).t().contiguous().data<double>().ToArray();
            Assert.Equal(values.Select(v => ReferenceRounding.Nearest(v, precision)), nearest);
        }
    }
}

using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace OptimizerDsl.Tests;

/// <summary>Between tensors and plain arrays.</summary>
internal static class Numbers
{
    /// <summary>The elements in the order of the shape, whatever the strides.</summary>
    public static double[] Of(TorchTensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.numel() == 0 ? [] : tensor.detach().to(float64).contiguous().data<double>().ToArray();
    }

    public static TorchTensor ToTensor(IReadOnlyList<double> values, long[] shape, ScalarType type, Device? device = null)
    {
        using var flat = tensor(values.ToArray(), float64);
        using var shaped = flat.reshape(shape);
        return shaped.to(type, device ?? CPU, copy: true);
    }

    public static Parameter ToParameter(IReadOnlyList<double> values, long[] shape, ScalarType type, Device? device = null) =>
        new(ToTensor(values, shape, type, device));

    /// <summary>The same numbers for the same seed, on every platform: uniform in (-1, 1), none of them tiny.</summary>
    public static double[] Random(int seed, long count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, (int)count).Select(_ => (0.01 + 0.99 * random.NextDouble()) * (random.Next(2) * 2 - 1))];
    }

    public static long Elements(long[] shape) => shape.Aggregate(1L, (a, b) => a * b);

    /// <summary>Fails where two results differ by more than the tolerance; NaN must meet NaN, and infinity itself.</summary>
    public static void AssertClose(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            var (e, a) = (expected[i], actual[i]);
            var close = double.IsFinite(e) ? Math.Abs(e - a) <= tolerance : e.Equals(a);
            if (!close) Assert.Fail($"{what}, element {i} of {expected.Count}: expected {e:R}, got {a:R}; they differ by {Math.Abs(e - a):E2}, allowed is {tolerance:E2}.");
        }
    }
}

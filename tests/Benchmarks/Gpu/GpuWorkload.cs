using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OptimizerDsl.Benchmarks.Gpu;

/// <summary>The shapes of the parameters of a model, and how many steps are timed together.</summary>
internal sealed record GpuWorkload(string Name, IReadOnlyList<long[]> Shapes, int Steps)
{
    public long Elements => Shapes.Sum(shape => shape.Aggregate(1L, (a, b) => a * b));

    /// <summary>One tensor: what a step costs per element.</summary>
    public static GpuWorkload Large(long elements) => new($"one of {elements:N0}", [[elements]], 8);

    /// <summary>GPT-2 small, as published: 148 tensors, 124,439,808 parameters.</summary>
    public static GpuWorkload Gpt2 { get; } = new("GPT-2 small, 148 tensors",
    [
        [50257, 768], [1024, 768],
        .. Enumerable.Repeat<long[][]>(
            [[768], [768], [768, 2304], [2304], [768, 768], [768], [768], [768], [768, 3072], [3072], [3072, 768], [768]], 12).SelectMany(layer => layer),
        [768], [768],
    ], 20);

    /// <summary>Many small tensors: what a tensor costs.</summary>
    public static GpuWorkload Many(int tensors, long elements) => new($"{tensors:N0} of {elements:N0}", [.. Enumerable.Repeat<long[]>([elements], tensors)], 20);

    /// <summary>Next to nothing: what a step costs.</summary>
    public static GpuWorkload Tiny { get; } = new("one of 1,000", [[1000]], 50);

    /// <summary>Parameters with gradients, the same ones each time.</summary>
    public Parameter[] NewParameters(Device device)
    {
        random.manual_seed(1);
        return [.. Shapes.Select(shape => new Parameter(randn(shape, float32, device)) { grad = randn(shape, float32, device) })];
    }
}

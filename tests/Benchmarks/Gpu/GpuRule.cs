using OptimizerDsl.Optimizers;
using OptimizerDsl.Compiled;
using TorchSharp.Modules;

namespace OptimizerDsl.Benchmarks.Gpu;

/// <summary>A rule to time on a GPU.</summary>
/// <param name="Name">The rule; the same name as in eng/gpu/torch_bench.py.</param>
/// <param name="BytesPerElement">What a step must read and write per float32 parameter.</param>
/// <param name="BytesPerReplacement">What a step that replaces a slot of a critical memory moves in addition.</param>
/// <param name="Tensors">How many tensors of the parameter's size there are, gradient included: what has to fit.</param>
/// <param name="Make">Makes the optimizer.</param>
internal sealed record GpuRule(
    string Name, double BytesPerElement, double BytesPerReplacement, int Tensors, Func<Parameter[], CompiledOptimizer> Make)
{
    private static readonly double[] s_betas = [0.0, 0.9, 0.99];

    public const string Adam = "Adam", AdamW = "AdamW";

    public static IReadOnlyList<GpuRule> All { get; } =
    [
        // Reads θ g m v, writes θ m v.
        new(Adam, 28, 0, 4, p => new Optimizers.Adam(p, 1e-3)),
        new(AdamW, 28, 0, 4, p => new Optimizers.AdamW(p, 1e-3)),
        // Reads θ g and three velocities, writes θ and those.
        new("AggMo(3)", 36, 0, 5, p => new Optimizers.AggMo(p, 1e-3, betas: s_betas)),
        AdamCM(5),
        AdamCM(20),
        // Reads θ g m v for the norms; then reads θ g m v and writes θ m v.
        new("LAMB", 44, 0, 4, p => new Lamb(p, 1e-3)),
    ];

    // Reads g for its norm; then reads θ g m v and the sum, writes θ m v. To replace a slot: reads it, writes it and the sum.
    private static GpuRule AdamCM(int capacity) =>
        new(AdamCMName(capacity), 36, 12, 5 + capacity, p => new Optimizers.AdamCM(p, 1e-3, capacity: capacity));

    public static string AdamCMName(int capacity) => $"AdamCM({capacity})";

    /// <summary>The most elements, of the given number and its halves, whose tensors all fit.</summary>
    public long Fitting(long elements, long bytes)
    {
        while (elements * sizeof(float) * Tensors > bytes) elements /= 2;
        return elements;
    }
}

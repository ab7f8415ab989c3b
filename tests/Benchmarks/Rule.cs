using OptimizerDsl.Benchmarks.Loops;
using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using TorchSharp.Modules;

namespace OptimizerDsl.Benchmarks;

/// <summary>A rule to compare: as declared, and as a loop of TorchSharp calls.</summary>
/// <param name="Name">The rule.</param>
/// <param name="BytesPerElement">What a step must read and write per float32 parameter.</param>
/// <param name="BytesPerReplacement">What a step that replaces a slot of a critical memory moves in addition.</param>
/// <param name="WarmUp">The steps after which its state is what it stays like: a memory is full.</param>
/// <param name="Declared">Makes the declared optimizer.</param>
/// <param name="HandWritten">Makes the loop.</param>
internal sealed record Rule(
    string Name, double BytesPerElement, double BytesPerReplacement, int WarmUp,
    Func<Parameter[], CompiledOptimizer> Declared, Func<Parameter[], ILoop> HandWritten)
{
    private const double Rate = 1e-3;
    private static readonly double[] s_betas = [0.0, 0.9, 0.99];

    /// <summary>Reads θ, g, m, v; writes θ, m, v.</summary>
    public static Rule Adam { get; } = new(
        "Adam", 28, 0, 8, p => new Optimizers.Adam(p, Rate), p => new AdamLoop(p, Rate, 0.9, 0.999, 1e-8));

    /// <summary>Reads θ, g and the three velocities; writes θ and the velocities.</summary>
    public static Rule AggMo { get; } = new(
        "AggMo, K = 3", 36, 0, 8, p => new Optimizers.AggMo(p, Rate, betas: s_betas), p => new AggMoLoop(p, Rate, s_betas));

    /// <summary>Reads g for its norm; reads θ, g, m, v and the memory's sum, writes θ, m, v. To replace a slot: reads it, writes it and the sum.</summary>
    public static Rule AdamCM(int capacity) => new(
        $"AdamCM, C = {capacity}", 4 + 32, 12, 2 * capacity + 8,
        p => new Optimizers.AdamCM(p, Rate, capacity: capacity, decay: AdamCMLoop.Decay),
        p => new AdamCMLoop(p, Rate, 0.9, 0.99, 1e-8, capacity));
}

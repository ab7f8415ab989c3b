using System.Collections.Immutable;
using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using TorchSharp.Modules;
using Adam = OptimizerDsl.Optimizers.Adam;

namespace Quickstart;

/// <summary>An optimizer in the demo.</summary>
/// <param name="Name">Its name, for --optimizer too.</param>
/// <param name="LearningRate">Its learning rate: the best for the validation text among those tried.</param>
/// <param name="Tried">What was tried, on the sources of this repository with the other options as they are by default.</param>
/// <param name="Create">Makes it, for parameters and a learning rate; all else is as its declaration has it.</param>
internal sealed record Contestant(
    string Name, double LearningRate, double[] Tried, Func<IEnumerable<Parameter>, double, CompiledOptimizer> Create)
{
    public static ImmutableArray<Contestant> All { get; } =
    [
        new("Adam", 0.01, [0.005, 0.01, 0.02], (parameters, lr) => new Adam(parameters, lr)),
        // The velocities are sums, not averages: the mean of the default dampings moves 37 times as far as the gradient.
        new("AggMo", 0.5, [0.25, 0.5, 1, 2], (parameters, lr) => new AggMo(parameters, lr)),
        new("AdamCG", 0.006, [0.003, 0.006, 0.012], (parameters, lr) => new AdamCG(parameters, lr)),
        // The aggregated momentum is a sum too, of the momentum and the mean of the critical ones: half of Adam's is plenty.
        new("AdamCM", 0.003, [0.0015, 0.003, 0.006], (parameters, lr) => new AdamCM(parameters, lr)),
        new("AdaBelief", 0.01, [0.005, 0.01, 0.02], (parameters, lr) => new AdaBelief(parameters, lr)),
    ];
}

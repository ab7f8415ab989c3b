using System.Collections.Immutable;
using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using TorchSharp.Modules;

namespace Quickstart;

/// <summary>An optimizer in the demo.</summary>
/// <param name="Name">Its name, for --optimizer too.</param>
/// <param name="LearningRate">Its learning rate.</param>
/// <param name="Note">Where the learning rate is from.</param>
/// <param name="Create">Makes it, for parameters and a learning rate.</param>
internal sealed record Contestant(
    string Name, double LearningRate, string Note, Func<IEnumerable<Parameter>, double, CompiledOptimizer> Create)
{
    public static ImmutableArray<Contestant> All { get; } =
    [
        new("Adam", 5e-3, "", (parameters, lr) => new Adam(parameters, lr)),
        new("AggMo", 1, "", (parameters, lr) => new AggMo(parameters, lr)),
        new("AdamCG", 3e-3, "", (parameters, lr) => new AdamCG(parameters, lr)),
        new("AdamCM", 3e-3, "", (parameters, lr) => new AdamCM(parameters, lr)),
        new("AdaBelief", 5e-3, "", (parameters, lr) => new AdaBelief(parameters, lr)),
    ];
}

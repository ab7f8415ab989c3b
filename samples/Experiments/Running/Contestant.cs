using System.Collections.Immutable;
using OptimizerDsl.Compiled;
using OptimizerDsl.Optimizers;
using TorchSharp.Modules;
using Adam = OptimizerDsl.Optimizers.Adam;

namespace Experiments;

/// <summary>An optimizer of the comparison.</summary>
/// <param name="Name">Its name, for --optim too.</param>
/// <param name="IsSharpnessAware">Whether its gradients are those of SAM (Foret et al. 2021).</param>
/// <param name="HasMemory">Whether it has a critical memory.</param>
/// <param name="Create">
/// Makes it. Every parameter gets a group of its own: the priority of a critical memory is the norm of its group's gradients, and
/// runs in one optimizer must not see each other.
/// </param>
internal sealed record Contestant(
    string Name, bool IsSharpnessAware, bool HasMemory,
    Func<IEnumerable<Parameter>, Hyperparameters, CompiledOptimizer> Create)
{
    /// <summary>The optimizers of the paper's toy experiments, as its algorithms have them.</summary>
    public static ImmutableArray<Contestant> All { get; } =
    [
        new("Adam", false, false, MakeAdam),
        new("Adam+SAM", true, false, MakeAdam),
        new("Adam+CG", false, true, MakeAdamCG),
        new("Adam+CM", false, true, MakeAdamCM),
        new("Adam+SAM+CM", true, true, MakeAdamCM),
    ];

    /// <summary>Those with a critical memory once more, as the authors' code has them; --optim names them.</summary>
    public static ImmutableArray<Contestant> Published { get; } =
    [
        new("Published-CG", false, true, MakePublishedAdamCG),
        new("Published-CM", false, true, MakePublishedAdamCM),
    ];

    /// <summary>The contestant of a name, in any case; null if there is none.</summary>
    public static Contestant? Named(string name) =>
        All.Concat(Published).FirstOrDefault(contestant => contestant.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The colour of its curves, the same whichever others take part.</summary>
    public string Style => $"c{(All.IndexOf(this) is >= 0 and var index ? index : All.Length + Published.IndexOf(this))}";

    private static Adam MakeAdam(IEnumerable<Parameter> parameters, Hyperparameters with) =>
        new(parameters.Select(parameter => new Adam.ParamGroup([parameter])), with.LearningRate, with.Beta1, with.Beta2);

    private static AdamCG MakeAdamCG(IEnumerable<Parameter> parameters, Hyperparameters with) =>
        new(parameters.Select(parameter => new AdamCG.ParamGroup([parameter])), with.LearningRate, with.Beta1, with.Beta2,
            capacity: with.Capacity, decay: with.Decay);

    private static AdamCM MakeAdamCM(IEnumerable<Parameter> parameters, Hyperparameters with) =>
        new(parameters.Select(parameter => new AdamCM.ParamGroup([parameter])), with.LearningRate, with.Beta1, with.Beta2,
            capacity: with.Capacity, decay: with.Decay);

    private static PublishedAdamCG MakePublishedAdamCG(IEnumerable<Parameter> parameters, Hyperparameters with) =>
        new(parameters.Select(parameter => new PublishedAdamCG.ParamGroup([parameter])), with.LearningRate, with.Beta1, with.Beta2,
            capacity: with.Capacity, decay: with.Decay);

    private static PublishedAdamCM MakePublishedAdamCM(IEnumerable<Parameter> parameters, Hyperparameters with) =>
        new(parameters.Select(parameter => new PublishedAdamCM.ParamGroup([parameter])), with.LearningRate, with.Beta1, with.Beta2,
            capacity: with.Capacity, decay: with.Decay);
}

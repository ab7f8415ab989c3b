using System.Collections.Immutable;
using OptimizerDsl.Optimizers;
using static Experiments.MethodSettings;

namespace Experiments;

/// <summary>The optimizers that tasks can be trained with.</summary>
/// <remarks>
/// Weight decay is the rule's own: part of the gradient, or apart from it in those with a W and in Published-CM. The paper's tables
/// of its best hyperparameters were not at hand; each default says where it is from instead.
/// </remarks>
internal static class Methods
{
    private const string Templates = "templates of AggMo's repository";
    private const string Published = "defaults of CMOptimizer's code";
    private const string Mixed = $"{Published}, beta2 of the paper's toy experiments";
    private const string Perturbed = "rho of Foret et al. 2021";

    /// <summary>All, in the order of --list.</summary>
    public static ImmutableArray<Method> All { get; } =
    [
        new("SGD", [LearningRate(0.01), Momentum(0.9)], Templates, Sgd),
        new("NAG", [LearningRate(0.01), Momentum(0.9)], Templates, (parameters, with, weightDecay) =>
            new Sgd(parameters, with.Number("lr"), with.Number("momentum"), weight_decay: weightDecay, nesterov: true)),
        new("AggMo", [LearningRate(0.01), Betas], Templates, (parameters, with, weightDecay) =>
            new AggMo(parameters, with.Number("lr"), [.. with.Numbers("betas")], weightDecay)),
        new("Adam", Moments(0.999), Templates, Adam),
        new("AdamW", Moments(0.999), $"{Templates} for Adam", AdamW),
        new("RMSprop", [LearningRate(0.01), Alpha, Epsilon, Momentum(0)], $"{Published} for RMSprop_C", (parameters, with, weightDecay) =>
            new RMSprop(parameters, with.Number("lr"), with.Number("alpha"), with.Number("eps"), weightDecay, with.Number("momentum"))),
        new("SGD+CG", [LearningRate(0.001), Momentum(0), .. Memory(10)], Published, (parameters, with, weightDecay) =>
            new SgdCG(parameters, with.Number("lr"), with.Number("momentum"), weight_decay: weightDecay,
                capacity: with.Whole("capacity"), decay: with.Number("decay"))),
        new("SGD+CM", [LearningRate(0.001), Momentum(0.9), .. Memory(5)], "defaults of the library", (parameters, with, weightDecay) =>
            new SgdCM(parameters, with.Number("lr"), with.Number("momentum"), weightDecay, with.Whole("capacity"), with.Number("decay"))),
        new("RMSprop+CG", [LearningRate(0.01), Alpha, Epsilon, Momentum(0), .. Memory(10)], Published, (parameters, with, weightDecay) =>
            new RMSpropCG(parameters, with.Number("lr"), with.Number("alpha"), with.Number("eps"), weightDecay, with.Number("momentum"),
                capacity: with.Whole("capacity"), decay: with.Number("decay"))),
        new("Adam+CG", [.. Moments(0.99), .. Memory(10)], Mixed, (parameters, with, weightDecay) =>
            new RegularizedAdamCG(parameters, with.Number("lr"), with.Number("beta1"), with.Number("beta2"), with.Number("eps"), weightDecay,
                with.Whole("capacity"), with.Number("decay"))),
        new("Adam+CM", [.. Moments(0.99), .. Memory(5)], Mixed, AdamCM),
        new("AdamW+CM", [.. Moments(0.99), .. Memory(5)], Mixed, AdamWCM),
        new("SGD+SAM", [LearningRate(0.01), Momentum(0.9), Rho], $"{Templates}, {Perturbed}", Sgd),
        new("Adam+SAM", [.. Moments(0.999), Rho], $"{Templates}, {Perturbed}", Adam),
        new("AdamW+SAM", [.. Moments(0.999), Rho], $"{Templates} for Adam, {Perturbed}", AdamW),
        new("Adam+SAM+CM", [.. Moments(0.99), .. Memory(5), Rho], $"{Mixed}, {Perturbed}", AdamCM),
        new("AdamW+SAM+CM", [.. Moments(0.99), .. Memory(5), Rho], $"{Mixed}, {Perturbed}", AdamWCM),
        new("Published-CG", [.. Moments(0.999), .. Memory(10)], Published, (parameters, with, weightDecay) =>
            new PublishedAdamCG(parameters, with.Number("lr"), with.Number("beta1"), with.Number("beta2"), with.Number("eps"), weightDecay,
                capacity: with.Whole("capacity"), decay: with.Number("decay"))),
        new("Published-CM", [.. Moments(0.999), .. Memory(5)], Published, (parameters, with, weightDecay) =>
            new PublishedAdamCM(parameters, with.Number("lr"), with.Number("beta1"), with.Number("beta2"), with.Number("eps"), weightDecay,
                capacity: with.Whole("capacity"), decay: with.Number("decay"))),
    ];

    /// <summary>Those that the critical-momenta paper compares: they train unless --optim names others.</summary>
    public static ImmutableArray<Method> Compared { get; } =
        [.. new[] { "Adam", "Adam+SAM", "Adam+CG", "Adam+CM", "Adam+SAM+CM" }.Select(name => Named(name)!)];

    /// <summary>The method of a name, in any case; null if there is none.</summary>
    public static Method? Named(string name) => All.FirstOrDefault(method => method.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static Sgd Sgd(IEnumerable<TorchSharp.Modules.Parameter> parameters, Settings with, double weightDecay) =>
        new(parameters, with.Number("lr"), with.Number("momentum"), weight_decay: weightDecay);

    private static Adam Adam(IEnumerable<TorchSharp.Modules.Parameter> parameters, Settings with, double weightDecay) =>
        new(parameters, with.Number("lr"), with.Number("beta1"), with.Number("beta2"), with.Number("eps"), weightDecay);

    private static AdamW AdamW(IEnumerable<TorchSharp.Modules.Parameter> parameters, Settings with, double weightDecay) =>
        new(parameters, with.Number("lr"), with.Number("beta1"), with.Number("beta2"), with.Number("eps"), weightDecay);

    private static RegularizedAdamCM AdamCM(IEnumerable<TorchSharp.Modules.Parameter> parameters, Settings with, double weightDecay) =>
        new(parameters, with.Number("lr"), with.Number("beta1"), with.Number("beta2"), with.Number("eps"), weightDecay,
            with.Whole("capacity"), with.Number("decay"));

    private static AdamWCM AdamWCM(IEnumerable<TorchSharp.Modules.Parameter> parameters, Settings with, double weightDecay) =>
        new(parameters, with.Number("lr"), with.Number("beta1"), with.Number("beta2"), with.Number("eps"),
            with.Whole("capacity"), with.Number("decay"), weightDecay);
}

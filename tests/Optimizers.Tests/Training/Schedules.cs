using TorchSharp;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace OptimizerDsl.Tests.Training;

/// <summary>Every scheduler of TorchSharp, over a training of some steps, and what it does to the learning rate.</summary>
internal static class Schedules
{
    /// <summary>By name: makes the scheduler for an optimizer, its greatest rate and its number of steps.</summary>
    public static IReadOnlyDictionary<string, Func<Optimizer, double, int, LRScheduler>> All { get; } = new Dictionary<string, Func<Optimizer, double, int, LRScheduler>>
    {
        ["StepLR"] = (o, _, n) => StepLR(o, n / 3, gamma: 0.5),
        ["MultiStepLR"] = (o, _, n) => MultiStepLR(o, [n / 2, n * 3 / 4], gamma: 0.5),
        ["ExponentialLR"] = (o, _, n) => ExponentialLR(o, Math.Pow(0.1, 1.0 / n)),
        ["ConstantLR"] = (o, _, n) => ConstantLR(o, factor: 0.5, total_iters: n / 3),
        ["LinearLR"] = (o, _, n) => LinearLR(o, start_factor: 0.3, total_iters: n / 5),
        ["PolynomialLR"] = (o, _, n) => PolynomialLR(o, n + 1, power: 0.5),
        ["LambdaLR"] = (o, _, n) => LambdaLR(o, epoch => 1 / (1 + 2.0 * epoch / n)),
        ["MultiplicativeLR"] = (o, _, n) => MultiplicativeLR(o, _ => Math.Pow(0.2, 1.0 / n)),
        ["CosineAnnealingLR"] = (o, _, n) => CosineAnnealingLR(o, n),
        ["OneCycleLR"] = (o, rate, n) => OneCycleLR(o, rate, total_steps: n, cycle_momentum: Cycles(o)),
        ["CyclicLR"] = (o, rate, n) => CyclicLR(o, rate / 4, rate, step_size_up: n / 6, cycle_momentum: o is IMomentum, base_momentum: 0.8, max_momentum: 0.85),
        ["ReduceLROnPlateau"] = (o, _, n) => ReduceLROnPlateau(o, factor: 0.5, patience: n / 5),
        ["SequentialLR"] = (o, _, n) => SequentialLR(o, [LinearLR(o, 0.3, 1, n / 6), CosineAnnealingLR(o, n)], [n / 6]),
        ["ChainedLR"] = (o, _, n) => ChainedLR([LinearLR(o, 0.3, 1, n / 6), ExponentialLR(o, Math.Pow(0.1, 1.0 / n))]),
    };

    /// <summary>Whether a scheduler can cycle the momentum, or the first of the betas in its place.</summary>
    public static bool Cycles(Optimizer optimizer) => optimizer is IMomentum or IBetas;
}

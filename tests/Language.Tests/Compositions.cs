using OptimizerDsl.Optimizers;

namespace OptimizerDsl.Tests;

/// <summary>Adam in the paper's form, without options: what the compositions below are made of.</summary>
[Optimizer]
public partial class PaperAdam
{
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9, beta2 = 0.99;
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;
    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        m = beta1 * m + (1 - beta1) * g;
        v = beta2 * v + (1 - beta2) * g * g;
        θ -= lr * (m / (1 - Pow(beta1, t))) / Sqrt(v / (1 - Pow(beta2, t)) + eps);
    }
}

/// <summary>Adam with eps outside the root and the defaults of PyTorch, without weight decay.</summary>
[Optimizer]
public partial class BareAdam
{
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9, beta2 = 0.999;
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;
    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        m = beta1 * m + (1 - beta1) * g;
        v = beta2 * v + (1 - beta2) * g * g;
        θ -= lr / (1 - Pow(beta1, t)) * m / (Sqrt(v) / Sqrt(1 - Pow(beta2, t)) + eps);
    }
}

[MemoryAugmented<PaperAdam>] public partial class ComposedAdamCM;

[MemoryAugmented<PaperAdam>(Critical = Critical.Gradient)] public partial class ComposedAdamCG;

[DecoupledWeightDecay<BareAdam>] public partial class ComposedAdamW;

[Clipped<Lion>(MaxNorm = 0.5)] public partial class ClippedLion;

[Cautious<ComposedAdamW>] public partial class CautiousBareAdamW;

[ClippedByValue<BareAdam>(Limit = 0.25)] public partial class ValueClippedAdam;

[Clipped<ValueClippedAdam>(MaxNorm = 2)] public partial class TwiceClippedAdam;

[Clipped<LionCM>] public partial class ClippedLionCM;

[MemoryAugmented<AdamW>(Critical = Critical.Gradient)] public partial class AdamWCG;

[MemoryAugmented<PaperAdam>(Capacity = 3, Replacement = Replacement.FirstInFirstOut, MeanOverCount = true)] public partial class WindowAdam;

[MemoryAugmented<PaperAdam>(Capacity = 2, Replacement = Replacement.CriticalTest)] public partial class TestedAdam;

[Clipped<PublishedAdamCG>] public partial class ClippedAdamCG;

[DecoupledWeightDecay<AdamCM>] public partial class AdamCMWithDecay;

[DecoupledWeightDecay<Rules.TwoVelocities>] public partial class DecayedTwoVelocities;

namespace OptimizerDsl.Tests;

/// <summary>Numbers of each kind and scope.</summary>
[Optimizer]
public partial class Shared
{
    [Hyperparameter(AtLeast = 0)] double lr = 0.1;
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta = 0.75;
    [Hyperparameter(AtLeast = 0)] double start = 2;
    [State(Over = Over.All)] double steps;
    [State(Over = Over.Group)] double group_steps = 1;
    [State] double own_steps;
    [State(Over = Over.All, Init = nameof(start))] Scalar size;
    [State("group_size", Over = Over.Group)] Scalar groupSize;
    [State] Scalar own;

    void Update(ref Tensor θ, Tensor g)
    {
        steps += 1;
        group_steps += 1;
        own_steps += 1;
        own = beta * own + (1 - beta) * Norm(g);
        groupSize = beta * groupSize + (1 - beta) * Norm(g, Over.Group);
        θ -= lr / steps * g / (1 + own + size + groupSize / group_steps + own_steps);
        size = Max(beta * size, MaxAbs(g, Over.All));
    }
}

/// <summary>Numbers that the host knows.</summary>
[Optimizer]
public partial class SharedOnHost
{
    [Hyperparameter(AtLeast = 0)] double lr = 0.1;
    [Hyperparameter] bool doubled = false;
    [State(Over = Over.All)] double steps;
    [State(Over = Over.Group)] double weight = 4;

    void Update(ref Tensor θ, Tensor g)
    {
        steps += 1;
        if (doubled) weight *= 2;
        θ -= lr / (steps + weight) * g;
    }
}

/// <summary>Steps of lr times a number that the rule finds, like Prodigy's, written in a roundabout way.</summary>
[Optimizer]
public partial class Finding
{
    [Hyperparameter(AtLeast = 0)] double lr = 1;
    [State(Over = Over.All, Init = 1e-3)] Scalar d;

    void Update(ref Tensor θ, Tensor g)
    {
        var length = lr * d;
        var step = length * g;
        θ -= step;
        d = 1.5 * d;
    }
}

[DecoupledWeightDecay<Finding>(WeightDecay = 0.5)] public partial class DecayedFinding;

[MemoryAugmented<Shared>(Critical = Critical.Gradient, Capacity = 2)] public partial class SharedCG;

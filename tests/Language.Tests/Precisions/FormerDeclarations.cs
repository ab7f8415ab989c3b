namespace OptimizerDsl.Tests.Precisions.Former;

/// <summary>What was NarrowAdam before it was given narrower states.</summary>
[Optimizer]
public partial class NarrowAdam
{
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9, beta2 = 0.99;
    [Hyperparameter(AtLeast = 0)] double eps = 1e-4;
    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        m = beta1 * m + (1 - beta1) * g;
        v = beta2 * v + (1 - beta2) * g * g;
        θ -= lr * (m / (1 - Pow(beta1, t))) / (Sqrt(v / (1 - Pow(beta2, t))) + eps);
    }
}

/// <summary>What was NearestMemory with the memory in the parameter's type.</summary>
[MemoryAugmented(Capacity = 3)]
public partial class NearestMemory
{
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;

    void Update(ref Tensor θ, Tensor g, CriticalMemory memory)
    {
        var d = memory.Aggregate(g);
        θ -= lr * (d + 0.1 * memory.Sum);
    }
}

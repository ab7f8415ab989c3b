namespace OptimizerDsl.Optimizers;

/// <summary>Adam with critical gradients as its authors' code has it: <c>Adam_C</c> of chandar-lab/CMOptimizer.</summary>
/// <remarks>
/// It differs from <see cref="AdamCG"/>, the paper's algorithm: the mean is over the slots filled so far, the priority is a sum
/// of norms, eps stands outside the root, and weight decay is coupled, added after the aggregation.
/// </remarks>
[MemoryAugmented(Capacity = 10, Decay = 0.7, Replacement = Replacement.CriticalTest, HasBufferDtype = true)]
public partial class PublishedAdamCG
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;

    /// <summary>The decay of the first moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.999;

    /// <summary>Keeps the denominator from zero; added outside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    /// <summary>The L2 penalty, added to the aggregated gradient.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    /// <summary>Divides by the largest second moment so far.</summary>
    [Hyperparameter] bool amsgrad = false;

    /// <summary>Gives all tensors of a group one priority, the sum of their gradients' norms, instead of each its own norm.</summary>
    [Hyperparameter] bool synced = true;

    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;
    [State("max_exp_avg_sq", When = nameof(amsgrad))] Tensor v_max;

    void Update(ref Tensor θ, Tensor g, CriticalMemory memory, int t)
    {
        var aggregated = g + memory.Mean;
        memory.Offer(g, synced ? Sum(Norm(g), Over.Group) : Norm(g));
        var d = aggregated + weight_decay * θ;
        m = beta1 * m + (1 - beta1) * d;
        v = beta2 * v + (1 - beta2) * d * d;
        if (amsgrad) v_max = Max(v_max, v);
        θ -= lr / (1 - Pow(beta1, t)) * m / (Sqrt(amsgrad ? v_max : v) / Sqrt(1 - Pow(beta2, t)) + eps);
    }
}

namespace OptimizerDsl.Optimizers;

/// <summary>Adam with critical momenta as its authors' code has it: <c>Adam_CM</c> of chandar-lab/CMOptimizer.</summary>
/// <remarks>
/// It differs from <see cref="AdamCM"/>, the paper's algorithm: the first step stores the gradient and does not move the
/// parameter, the mean is over the slots filled so far, the priority is a sum of norms, eps stands outside the root, and
/// weight decay is decoupled.
/// </remarks>
[MemoryAugmented(Capacity = 5, Decay = 0.7, Replacement = Replacement.CriticalTest, HasBufferDtype = true)]
public partial class PublishedAdamCM
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;

    /// <summary>The decay of the first moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.999;

    /// <summary>Keeps the denominator from zero; added outside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    /// <summary>By how much of itself, times the learning rate, a parameter shrinks in a step.</summary>
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
        θ *= 1 - lr * weight_decay;
        m = t == 1 ? m : beta1 * m + (1 - beta1) * g;
        var aggregated = m + memory.Mean;
        memory.Offer(t == 1 ? g : m, synced ? Sum(Norm(g), Over.Group) : Norm(g));
        v = beta2 * v + (1 - beta2) * aggregated * aggregated;
        if (amsgrad) v_max = Max(v_max, v);
        θ -= lr / (1 - Pow(beta1, t)) * aggregated / (Sqrt(amsgrad ? v_max : v) / Sqrt(1 - Pow(beta2, t)) + eps);
    }
}

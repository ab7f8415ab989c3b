namespace OptimizerDsl.Optimizers;

/// <summary>RMSprop with critical gradients as its authors' code has it: <c>RMSprop_C</c> of chandar-lab/CMOptimizer.</summary>
/// <remarks>
/// It differs from <see cref="RMSpropCG"/>: the gradient of the step itself does not count, only the mean of the slots filled so
/// far, but for the first step; the priority is a sum of norms, and weight decay is added after the aggregation.
/// </remarks>
[MemoryAugmented(Capacity = 10, Decay = 0.7, HasBufferDtype = true)]
public partial class PublishedRMSpropCG
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0)] double alpha = 0.99;

    /// <summary>Keeps the denominator from zero; added outside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    /// <summary>The L2 penalty, added to the mean of the memory.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    /// <summary>How much of the velocity a step keeps; 0 for no velocity.</summary>
    [Hyperparameter(AtLeast = 0)] double momentum = 0;

    /// <summary>Divides by an estimate of the variance of the gradient instead of its second moment.</summary>
    [Hyperparameter] bool centered = false;

    /// <summary>Gives all tensors of a group one priority, the sum of their gradients' norms, instead of each its own norm.</summary>
    [Hyperparameter] bool synced = true;

    [State("square_avg")] Tensor v;
    [State("grad_avg", When = nameof(centered))] Tensor average;
    [State("momentum_buffer", When = nameof(momentum))] Tensor velocity;

    void Update(ref Tensor θ, Tensor g, CriticalMemory memory)
    {
        var d = (memory.Count == 0 ? g : memory.Mean) + weight_decay * θ;
        memory.Offer(g, synced ? Sum(Norm(g), Over.Group) : Norm(g));
        v = alpha * v + (1 - alpha) * d * d;
        if (centered) average = alpha * average + (1 - alpha) * d;
        d /= Sqrt(centered ? v - average * average : v) + eps;
        if (momentum != 0) velocity = momentum * velocity + d;
        θ -= lr * (momentum != 0 ? velocity : d);
    }
}

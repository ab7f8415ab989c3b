namespace OptimizerDsl.Tests.Rules;

/// <summary>RMSprop with critical gradients as its authors' code has it: <c>RMSprop_C</c> of chandar-lab/CMOptimizer.</summary>
/// <remarks>The gradient of the step itself does not count, only the mean of the memory; but for the first step.</remarks>
[MemoryAugmented(Capacity = 10, Decay = 0.7)]
public partial class PublishedRMSpropCG
{
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;
    [Hyperparameter(AtLeast = 0)] double alpha = 0.99, eps = 1e-8, weight_decay = 0, momentum = 0;
    [Hyperparameter] bool centered = false, synced = true;
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

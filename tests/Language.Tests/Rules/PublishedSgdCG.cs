namespace OptimizerDsl.Tests.Rules;

/// <summary>Momentum with critical gradients as its authors' code has it: <c>SGD_C</c> of chandar-lab/CMOptimizer.</summary>
/// <remarks>There a decay of 0 means none: here, too, that is a decay of 1.</remarks>
[MemoryAugmented(Capacity = 10, Decay = 0.7)]
public partial class PublishedSgdCG
{
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;
    [Hyperparameter(AtLeast = 0)] double momentum = 0, weight_decay = 0;
    [Hyperparameter] double dampening = 0;
    [Hyperparameter] bool synced = true;
    [State("momentum_buffer", When = nameof(momentum))] Tensor velocity;

    void Update(ref Tensor θ, Tensor g, CriticalMemory memory, int t)
    {
        var penalized = g + weight_decay * θ;
        var d = penalized + memory.Mean;
        memory.Offer(penalized, synced ? Sum(Norm(g), Over.Group) : Norm(g));
        if (momentum != 0)
        {
            velocity = t == 1 ? d : momentum * velocity + (1 - dampening) * d;
            d = velocity;
        }

        θ -= lr * d;
    }
}

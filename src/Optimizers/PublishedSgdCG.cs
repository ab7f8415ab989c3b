namespace OptimizerDsl.Optimizers;

/// <summary>Momentum with critical gradients as its authors' code has it: <c>SGD_C</c> of chandar-lab/CMOptimizer.</summary>
/// <remarks>
/// It differs from <see cref="SgdCG"/>: the mean is over the slots filled so far, the priority is a sum of norms, and the slots hold
/// the gradient with its weight decay. There a decay of 0 means none: here, too, that is a decay of 1.
/// </remarks>
[MemoryAugmented(Capacity = 10, Decay = 0.7, Replacement = Replacement.CriticalTest, HasBufferDtype = true)]
public partial class PublishedSgdCG
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;

    /// <summary>How much of the velocity a step keeps; 0 for no velocity.</summary>
    [Hyperparameter(AtLeast = 0)] double momentum = 0;

    /// <summary>How much of the gradient the velocity leaves out.</summary>
    [Hyperparameter] double dampening = 0;

    /// <summary>The L2 penalty, added to the gradient.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    /// <summary>Gives all tensors of a group one priority, the sum of their gradients' norms, instead of each its own norm.</summary>
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

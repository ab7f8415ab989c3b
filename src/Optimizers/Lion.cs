namespace OptimizerDsl.Optimizers;

/// <summary>Lion (Chen et al. 2023, Algorithm 2): the sign of a momentum that is used before it is updated.</summary>
[Optimizer]
public partial class Lion
{
    /// <summary>The learning rate, η of the paper.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-4;

    /// <summary>The decay of the momentum for the step.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9;

    /// <summary>The decay of the momentum that is kept.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.99;

    /// <summary>By how much of itself, times the learning rate, a parameter shrinks in a step; λ of the paper.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    [State("exp_avg")] Tensor m;

    void Update(ref Tensor θ, Tensor g)
    {
        var c = beta1 * m + (1 - beta1) * g;
        m = beta2 * m + (1 - beta2) * g;
        θ -= lr * (Sign(c) + weight_decay * θ);
    }
}

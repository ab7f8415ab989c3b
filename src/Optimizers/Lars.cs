namespace OptimizerDsl.Optimizers;

/// <summary>LARS (You et al. 2017, Algorithm 1): momentum with a learning rate for every tensor.</summary>
/// <remarks>A tensor of zeros, or with a gradient of zeros, takes the global learning rate.</remarks>
[Optimizer]
public partial class Lars
{
    /// <summary>The global learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr;

    /// <summary>How much of the velocity a step keeps.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double momentum = 0.9;

    /// <summary>The L2 penalty, added to the gradient.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 5e-4;

    /// <summary>How far a tensor moves, relative to its length; η of the paper.</summary>
    [Hyperparameter(AtLeast = 0)] double trust_coefficient = 1e-3;

    [State("momentum_buffer")] Tensor velocity;

    void Update(ref Tensor θ, Tensor g)
    {
        var length = Norm(θ);
        var slope = Norm(g);
        var local = Where((length > 0) & (slope > 0), trust_coefficient * length / (slope + weight_decay * length), 1);
        velocity = momentum * velocity + lr * local * (g + weight_decay * θ);
        θ -= velocity;
    }
}

namespace OptimizerDsl.Optimizers;

/// <summary>Momentum (Polyak 1964, with the learning rate outside the velocity).</summary>
/// <remarks>What <see cref="Sgd"/> is with a momentum, without its options: the rule for compositions that need one.</remarks>
[Optimizer]
public partial class HeavyBall
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;

    /// <summary>How much of the velocity a step keeps.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double momentum = 0.9;

    /// <summary>The L2 penalty, added to the gradient.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    [State("momentum_buffer")] Tensor velocity;

    void Update(ref Tensor θ, Tensor g)
    {
        velocity = momentum * velocity + (g + weight_decay * θ);
        θ -= lr * velocity;
    }
}

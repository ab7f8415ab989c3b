namespace OptimizerDsl.Optimizers;

/// <summary>Aggregated momentum: the mean of several velocities, each with its own damping (Lucas et al. 2018, equation 2).</summary>
/// <remarks>All hyperparameters may change in mid-training, the dampings included, but not how many of these there are.</remarks>
[Optimizer]
public partial class AggMo
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr;

    /// <summary>The damping vector.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] Coefficients betas = [0.0, 0.9, 0.99];

    /// <summary>The L2 penalty, added to the gradient.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    [State("momentum_buffer", Per = nameof(betas))] TensorBank velocity;

    void Update(ref Tensor θ, Tensor g)
    {
        velocity = betas * velocity + (g + weight_decay * θ);
        θ -= lr * Mean(velocity);
    }

    /// <summary>Stops all motion: every velocity becomes zero, for instance after the dampings or the data have changed.</summary>
    public void ZeroMomentumBuffers()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        foreach (var state in _state.Values.Cast<State>()) state.momentum_buffer.zero_();
    }

    /// <summary>The exponential form of the damping vector: 1 - aⁱ for i = 0 ... k - 1 (section 3.3).</summary>
    /// <param name="a">The base, above 0 and at most 1; the paper's is 0.1.</param>
    /// <param name="k">The number of dampings, at least 1; the paper's default is 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its bounds.</exception>
    public static Coefficients Exponential(double a = 0.1, int k = 3)
    {
        if (!(a > 0 && a <= 1)) throw new ArgumentOutOfRangeException(nameof(a), a, "The base must be above 0 and at most 1.");
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return [.. Enumerable.Range(0, k).Select(i => 1 - Math.Pow(a, i))];
    }
}

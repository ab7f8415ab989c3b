namespace OptimizerDsl.Tests.Rules;

/// <summary>RMSprop (Hinton 2012; centered: Graves 2013) as <c>torch.optim.RMSprop</c>.</summary>
[Optimizer]
public partial class RMSprop
{
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;
    [Hyperparameter(AtLeast = 0)] double alpha = 0.99, eps = 1e-8, weight_decay = 0, momentum = 0;

    /// <summary>Divides by an estimate of the variance of the gradient instead of its second moment.</summary>
    [Hyperparameter] bool centered = false;

    [State("square_avg")] Tensor v;
    [State("grad_avg", When = nameof(centered))] Tensor average;
    [State("momentum_buffer", When = nameof(momentum))] Tensor velocity;

    void Update(ref Tensor θ, Tensor g)
    {
        var d = g + weight_decay * θ;
        v = alpha * v + (1 - alpha) * d * d;
        if (centered) average = alpha * average + (1 - alpha) * d;
        d /= Sqrt(centered ? v - average * average : v) + eps;
        if (momentum != 0) velocity = momentum * velocity + d;
        θ -= lr * (momentum != 0 ? velocity : d);
    }
}

namespace OptimizerDsl.Optimizers;

/// <summary>RMSprop (Hinton 2012, lecture 6e; centered: Graves 2013, equations 38 to 45) as <c>torch.optim.RMSprop</c>.</summary>
/// <remarks>As in PyTorch, eps stands outside the root; Graves has it inside.</remarks>
[Optimizer]
[PyTorch("RMSprop")]
public partial class RMSprop
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0)] double alpha = 0.99;

    /// <summary>Keeps the denominator from zero; added outside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    /// <summary>The L2 penalty, added to the gradient.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    /// <summary>How much of the velocity a step keeps; 0 for no velocity.</summary>
    [Hyperparameter(AtLeast = 0)] double momentum = 0;

    /// <summary>Divides by an estimate of the variance of the gradient instead of its second moment.</summary>
    [Hyperparameter] bool centered = false;

    /// <summary>Ascends instead of descending.</summary>
    [Hyperparameter] bool maximize = false;

    [State("square_avg")] Tensor v;
    [State("grad_avg", When = nameof(centered))] Tensor average;
    [State("momentum_buffer", When = nameof(momentum))] Tensor velocity;

    void Update(ref Tensor θ, Tensor g)
    {
        var d = (maximize ? -1 : 1) * g + weight_decay * θ;
        v = alpha * v + (1 - alpha) * d * d;
        if (centered) average = alpha * average + (1 - alpha) * d;
        d /= Sqrt(centered ? v - average * average : v) + eps;
        if (momentum != 0) velocity = momentum * velocity + d;
        θ -= lr * (momentum != 0 ? velocity : d);
    }
}

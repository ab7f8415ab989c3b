namespace OptimizerDsl.Optimizers;

/// <summary>Resilient backpropagation (Riedmiller and Braun 1993) as <c>torch.optim.Rprop</c>: only the sign of the gradient counts.</summary>
/// <remarks>
/// As in PyTorch, and unlike the paper, a step in a direction that has turned is not taken back, and not taken. A learning rate that
/// changes after the first step changes nothing: every element has a step size of its own by then.
/// </remarks>
[Optimizer]
[PyTorch("Rprop")]
[PyTorchTuple("etas", nameof(etaminus), nameof(etaplus))]
[PyTorchTuple("step_sizes", nameof(min_step), nameof(max_step))]
public partial class Rprop
{
    /// <summary>The first step size of every element.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;

    /// <summary>The factor of the step size where the gradient has turned, η⁻.</summary>
    [Hyperparameter(Above = 0, Below = 1)] double etaminus = 0.5;

    /// <summary>The factor of the step size where it has not, η⁺.</summary>
    [Hyperparameter(Above = 1)] double etaplus = 1.2;

    /// <summary>The smallest step size.</summary>
    [Hyperparameter(AtLeast = 0)] double min_step = 1e-6;

    /// <summary>The largest step size.</summary>
    [Hyperparameter(AtLeast = 0)] double max_step = 50;

    /// <summary>Ascends instead of descending.</summary>
    [Hyperparameter] bool maximize = false;

    [State("prev")] Tensor previous;
    [State("step_size", Init = nameof(lr))] Tensor size;

    void Update(ref Tensor θ, Tensor g)
    {
        var d = (maximize ? -1 : 1) * g;
        var turned = d * previous < 0;
        size = Clamp(size * Where(turned, etaminus, Where(d * previous > 0, etaplus, 1)), min_step, max_step);
        previous = Where(turned, 0, d);
        θ -= size * Sign(previous);
    }
}

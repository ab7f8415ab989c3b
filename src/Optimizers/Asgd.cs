namespace OptimizerDsl.Optimizers;

/// <summary>Averaged stochastic gradient descent (Polyak and Juditsky 1992; Xu 2011) as <c>torch.optim.ASGD</c>.</summary>
/// <remarks>
/// The average is the state <c>ax</c>: evaluate the model with it once it has begun, after t0 steps; before, it is the parameter. As in
/// PyTorch, the rate of a step is set at the end of the one before.
/// </remarks>
[Optimizer]
[PyTorch("ASGD")]
public partial class Asgd
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;

    /// <summary>The decay of the parameter, λ of the schedule.</summary>
    [Hyperparameter(AtLeast = 0)] double lambd = 1e-4;

    /// <summary>The power of the schedule: lr / (1 + λ lr t)^α.</summary>
    [Hyperparameter] double alpha = 0.75;

    /// <summary>The step after which averaging begins.</summary>
    [Hyperparameter(AtLeast = 0)] double t0 = 1e6;

    /// <summary>The L2 penalty, added to the gradient.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    /// <summary>Ascends instead of descending.</summary>
    [Hyperparameter] bool maximize = false;

    [State("ax")] Tensor average;
    [State] double eta;
    [State] double mu = 1;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        var rate = t == 1 ? lr : eta;
        var d = (maximize ? -1 : 1) * g + weight_decay * θ;
        θ = (1 - lambd * rate) * θ - rate * d;
        average = Lerp(average, θ, mu);
        eta = lr / Pow(1 + lambd * lr * t, alpha);
        mu = 1 / Max(1, t - t0);
    }
}

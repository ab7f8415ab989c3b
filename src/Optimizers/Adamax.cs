namespace OptimizerDsl.Optimizers;

/// <summary>Adam with the infinity norm (Kingma and Ba 2015, Algorithm 2) as <c>torch.optim.Adamax</c>.</summary>
/// <remarks>As in PyTorch, eps is added to the gradient's magnitude; the paper has none.</remarks>
[Optimizer]
[PyTorch("Adamax")]
public partial class Adamax
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 2e-3;

    /// <summary>The decay of the first moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9;

    /// <summary>The decay of the infinity norm.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.999;

    /// <summary>Keeps the denominator from zero; added to the magnitude of the gradient.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    /// <summary>The L2 penalty, added to the gradient.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    /// <summary>Ascends instead of descending.</summary>
    [Hyperparameter] bool maximize = false;

    [State("exp_avg")] Tensor m;
    [State("exp_inf")] Tensor u;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        var d = (maximize ? -1 : 1) * g + weight_decay * θ;
        m = beta1 * m + (1 - beta1) * d;
        u = Max(beta2 * u, Abs(d) + eps);
        θ -= lr / (1 - Pow(beta1, t)) * m / u;
    }
}

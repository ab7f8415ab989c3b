namespace OptimizerDsl.Optimizers;

/// <summary>Adam with a rectified variance (Liu et al. 2020, Algorithm 2) as <c>torch.optim.RAdam</c>.</summary>
/// <remarks>As in PyTorch, the variance is used where the length of its average exceeds 5; the paper has 4, and no eps.</remarks>
[Optimizer]
[PyTorch("RAdam")]
public partial class RAdam
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;

    /// <summary>The decay of the first moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.999;

    /// <summary>Keeps the denominator from zero; added outside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    /// <summary>The L2 penalty, added to the gradient.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    /// <summary>Takes the weight decay out of the gradient: the parameter shrinks by it, times the learning rate, as in AdamW.</summary>
    [Hyperparameter] bool decoupled_weight_decay = false;

    /// <summary>Ascends instead of descending.</summary>
    [Hyperparameter] bool maximize = false;

    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        var d = (maximize ? -1 : 1) * g;
        if (decoupled_weight_decay) θ *= 1 - lr * weight_decay;
        else d += weight_decay * θ;

        m = beta1 * m + (1 - beta1) * d;
        v = beta2 * v + (1 - beta2) * d * d;
        var longest = 2 / (1 - beta2) - 1;
        var length = longest - 2 * t * Pow(beta2, t) / (1 - Pow(beta2, t));
        var rectification = Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
        var momentum = m / (1 - Pow(beta1, t));
        θ -= lr * (length > 5 ? rectification * Sqrt(1 - Pow(beta2, t)) * momentum / (Sqrt(v) + eps) : momentum);
    }
}

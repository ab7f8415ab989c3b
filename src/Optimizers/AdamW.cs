namespace OptimizerDsl.Optimizers;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter 2019, Algorithm 2) as <c>torch.optim.AdamW</c>.</summary>
/// <remarks>As in PyTorch, the decay is scaled by the learning rate.</remarks>
[Optimizer]
[PyTorch("AdamW", Implies = "decoupled_weight_decay")]
public partial class AdamW
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;

    /// <summary>The decay of the first moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.999;

    /// <summary>Keeps the denominator from zero; added outside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    /// <summary>By how much of itself, times the learning rate, a parameter shrinks in a step.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 1e-2;

    /// <summary>Divides by the largest second moment so far.</summary>
    [Hyperparameter] bool amsgrad = false;

    /// <summary>Ascends instead of descending.</summary>
    [Hyperparameter] bool maximize = false;

    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;
    [State("max_exp_avg_sq", When = nameof(amsgrad))] Tensor v_max;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        var d = (maximize ? -1 : 1) * g;
        θ *= 1 - lr * weight_decay;
        m = beta1 * m + (1 - beta1) * d;
        v = beta2 * v + (1 - beta2) * d * d;
        if (amsgrad) v_max = Max(v_max, v);
        θ -= lr / (1 - Pow(beta1, t)) * m / (Sqrt(amsgrad ? v_max : v) / Sqrt(1 - Pow(beta2, t)) + eps);
    }
}

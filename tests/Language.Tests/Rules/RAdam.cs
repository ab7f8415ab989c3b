namespace OptimizerDsl.Tests.Rules;

/// <summary>Adam with a rectified variance (Liu et al. 2020, Algorithm 2) as <c>torch.optim.RAdam</c>.</summary>
[Optimizer]
public partial class RAdam
{
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9, beta2 = 0.999;
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8, weight_decay = 0;
    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        var d = g + weight_decay * θ;
        m = beta1 * m + (1 - beta1) * d;
        v = beta2 * v + (1 - beta2) * d * d;

        var longest = 2 / (1 - beta2) - 1;
        var length = longest - 2 * t * Pow(beta2, t) / (1 - Pow(beta2, t));
        var rectification = Sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
        var momentum = m / (1 - Pow(beta1, t));
        θ -= lr * (length > 5 ? rectification * Sqrt(1 - Pow(beta2, t)) * momentum / (Sqrt(v) + eps) : momentum);
    }
}

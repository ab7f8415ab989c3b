namespace OptimizerDsl.Tests.Rules;

/// <summary>Adam with the infinity norm (Kingma and Ba 2015, Algorithm 2) as <c>torch.optim.Adamax</c>.</summary>
[Optimizer]
public partial class Adamax
{
    [Hyperparameter(AtLeast = 0)] double lr = 2e-3;
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9, beta2 = 0.999;
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8, weight_decay = 0;
    [State("exp_avg")] Tensor m;
    [State("exp_inf")] Tensor u;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        var d = g + weight_decay * θ;
        m = beta1 * m + (1 - beta1) * d;
        u = Max(beta2 * u, Abs(d) + eps);
        θ -= lr / (1 - Pow(beta1, t)) * m / u;
    }
}

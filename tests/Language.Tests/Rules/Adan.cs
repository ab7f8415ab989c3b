namespace OptimizerDsl.Tests.Rules;

/// <summary>Adan (Xie et al. 2022, Algorithm 1), with the bias corrections and the meaning of the betas of the authors' code.</summary>
[Optimizer]
public partial class Adan
{
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.98, beta2 = 0.92, beta3 = 0.99;
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8, weight_decay = 0;
    [State("exp_avg")] Tensor m;
    [State("exp_avg_diff")] Tensor v;
    [State("exp_avg_sq")] Tensor n;
    [State("pre_grad", Init = Init.Gradient)] Tensor previous;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        var difference = g - previous;
        m = beta1 * m + (1 - beta1) * g;
        v = beta2 * v + (1 - beta2) * difference;
        n = beta3 * n + (1 - beta3) * Square(g + beta2 * difference);
        previous = g;
        var direction = m / (1 - Pow(beta1, t)) + beta2 * v / (1 - Pow(beta2, t));
        θ = (θ - lr * direction / (Sqrt(n / (1 - Pow(beta3, t))) + eps)) / (1 + lr * weight_decay);
    }
}

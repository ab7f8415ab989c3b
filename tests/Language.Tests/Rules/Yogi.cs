namespace OptimizerDsl.Tests.Rules;

/// <summary>Yogi (Zaheer et al. 2018, Algorithm 2): Adam whose second moment changes by no more than the gradient is large.</summary>
[Optimizer]
public partial class Yogi
{
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9, beta2 = 0.999;
    [Hyperparameter(AtLeast = 0)] double eps = 1e-3;
    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq", Init = 1e-6)] Tensor v;

    void Update(ref Tensor θ, Tensor g)
    {
        m = beta1 * m + (1 - beta1) * g;
        v -= (1 - beta2) * Sign(v - g * g) * g * g;
        θ -= lr * m / (Sqrt(v) + eps);
    }
}

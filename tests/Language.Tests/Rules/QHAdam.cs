namespace OptimizerDsl.Tests.Rules;

/// <summary>Quasi-hyperbolic Adam (Ma and Yarats 2019, equation 8): between Adam and the plain gradient, above and below the line.</summary>
[Optimizer]
public partial class QHAdam
{
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.995, beta2 = 0.999;
    [Hyperparameter] double nu1 = 0.7, nu2 = 1;
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;
    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        m = beta1 * m + (1 - beta1) * g;
        v = beta2 * v + (1 - beta2) * g * g;
        var first = Lerp(g, m / (1 - Pow(beta1, t)), nu1);
        var second = Lerp(g * g, v / (1 - Pow(beta2, t)), nu2);
        θ -= lr * first / (Sqrt(second) + eps);
    }
}

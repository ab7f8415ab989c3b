namespace OptimizerDsl.Tests.Rules;

/// <summary>Adam with Nesterov momentum (Dozat 2016) as <c>torch.optim.NAdam</c>, whose momentum follows a schedule.</summary>
[Optimizer]
public partial class NAdam
{
    [Hyperparameter(AtLeast = 0)] double lr = 2e-3;
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9, beta2 = 0.999;
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8, weight_decay = 0, momentum_decay = 4e-3;
    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;
    [State] double mu_product = 1;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        var d = g + weight_decay * θ;
        mu_product *= Mu(t);
        m = beta1 * m + (1 - beta1) * d;
        v = beta2 * v + (1 - beta2) * d * d;
        var next = Mu(t + 1);
        var ahead = (1 - Mu(t)) / (1 - mu_product) * d + next / (1 - mu_product * next) * m;
        θ -= lr * ahead / (Sqrt(v / (1 - Pow(beta2, t))) + eps);
    }

    double Mu(int t) => beta1 * (1 - 0.5 * Pow(0.96, t * momentum_decay));
}

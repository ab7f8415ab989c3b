namespace OptimizerDsl.Optimizers;

/// <summary>Adam with Nesterov momentum (Dozat 2016) as <c>torch.optim.NAdam</c>, whose momentum follows a schedule.</summary>
[Optimizer]
[PyTorch("NAdam")]
public partial class NAdam
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 2e-3;

    /// <summary>The decay of the first moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.999;

    /// <summary>Keeps the denominator from zero; added outside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    /// <summary>The L2 penalty, added to the gradient.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    /// <summary>How fast the momentum grows to β1, ψ of the schedule β1 (1 - 0.96^(t ψ) / 2).</summary>
    [Hyperparameter(AtLeast = 0)] double momentum_decay = 4e-3;

    /// <summary>Takes the weight decay out of the gradient: the parameter shrinks by it, times the learning rate, as in AdamW.</summary>
    [Hyperparameter] bool decoupled_weight_decay = false;

    /// <summary>Ascends instead of descending.</summary>
    [Hyperparameter] bool maximize = false;

    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;
    [State] double mu_product = 1;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        var d = (maximize ? -1 : 1) * g;
        if (decoupled_weight_decay) θ *= 1 - lr * weight_decay;
        else d += weight_decay * θ;

        mu_product *= Mu(t);
        m = beta1 * m + (1 - beta1) * d;
        v = beta2 * v + (1 - beta2) * d * d;
        var next = Mu(t + 1);
        var ahead = (1 - Mu(t)) / (1 - mu_product) * d + next / (1 - mu_product * next) * m;
        θ -= lr * ahead / (Sqrt(v / (1 - Pow(beta2, t))) + eps);
    }

    double Mu(int t) => beta1 * (1 - 0.5 * Pow(0.96, t * momentum_decay));
}

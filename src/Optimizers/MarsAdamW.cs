namespace OptimizerDsl.Optimizers;

/// <summary>MARS-AdamW (Yuan et al. 2024, Algorithm 2, with the last batch's gradient): AdamW on gradients of less variance.</summary>
[Optimizer]
public partial class MarsAdamW
{
    /// <summary>The learning rate, η of the paper.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 3e-3;

    /// <summary>The decay of the first moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.95;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.99;

    /// <summary>The strength of the correction by the last gradient, γ of the paper.</summary>
    [Hyperparameter(AtLeast = 0)] double gamma = 0.025;

    /// <summary>Keeps the denominator from zero; added outside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    /// <summary>By how much of itself, times the learning rate, a parameter shrinks in a step.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;
    [State("last_grad", Init = Init.Gradient)] Tensor previous;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        var corrected = g + gamma * beta1 / (1 - beta1) * (g - previous);
        var c = corrected / Max(Norm(corrected), 1);
        previous = g;
        m = beta1 * m + (1 - beta1) * c;
        v = beta2 * v + (1 - beta2) * c * c;
        θ -= lr * (m / (1 - Pow(beta1, t)) / (Sqrt(v / (1 - Pow(beta2, t))) + eps) + weight_decay * θ);
    }
}

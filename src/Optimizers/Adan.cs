namespace OptimizerDsl.Optimizers;

/// <summary>Adan (Xie et al. 2022, Algorithm 1): Nesterov momentum for Adam from the difference of two gradients.</summary>
/// <remarks>
/// The bias corrections and the meaning of the betas are those of the authors' code; β of the paper is 1 - beta, and it corrects nothing.
/// </remarks>
[Optimizer]
public partial class Adan
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;

    /// <summary>The decay of the first moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.98;

    /// <summary>The decay of the mean difference of gradients.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.92;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta3 = 0.99;

    /// <summary>Keeps the denominator from zero; added outside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    /// <summary>The weight decay, times the learning rate; decoupled and implicit: the parameter is divided by 1 + lr * weight_decay.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

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

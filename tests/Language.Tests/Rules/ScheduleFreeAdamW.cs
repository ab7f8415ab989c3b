namespace OptimizerDsl.Tests.Rules;

/// <summary>Schedule-Free AdamW (Defazio et al. 2024, Algorithm 1): an average of the iterates takes the place of a schedule.</summary>
/// <remarks>In training θ is y of the paper, where gradients are taken. To evaluate, use x = (θ - (1 - β1) z) / β1.</remarks>
[Optimizer]
public partial class ScheduleFreeAdamW
{
    [Hyperparameter(AtLeast = 0)] double lr = 2.5e-3;
    [Hyperparameter(Above = 0, Below = 1)] double beta1 = 0.9;
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.999;
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8, weight_decay = 0;

    /// <summary>Over how many steps the learning rate grows to lr; 0 for none.</summary>
    [Hyperparameter(AtLeast = 0)] int warmup_steps = 0;

    [State(Init = Init.Parameter)] Tensor z;
    [State("exp_avg_sq")] Tensor v;
    [State] double weight_sum;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        var γ = lr * Sqrt(1 - Pow(beta2, t)) * (t < warmup_steps ? (double)t / warmup_steps : 1);
        weight_sum += γ * γ;
        var c = weight_sum > 0 ? γ * γ / weight_sum : 0;

        var x = (θ - (1 - beta1) * z) / beta1;
        v = beta2 * v + (1 - beta2) * g * g;
        z -= γ * (g / (Sqrt(v) + eps) + weight_decay * θ);
        x = Lerp(x, z, c);
        θ = Lerp(z, x, beta1);
    }
}

namespace OptimizerDsl.Optimizers;

/// <summary>Schedule-Free AdamW (Defazio et al. 2024, Algorithm 1): an average of the iterates takes the place of a schedule.</summary>
/// <remarks>
/// In training the parameters are y of the paper, where gradients are taken; call <see cref="Eval"/> before the model is evaluated or
/// saved, and <see cref="Train"/> before it is trained on.
/// </remarks>
[Optimizer]
public partial class ScheduleFreeAdamW : ITrainingMode
{
    /// <summary>The learning rate, γ of the paper.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 2.5e-3;

    /// <summary>How much of the average, and not of z, is in y; β1 of the paper.</summary>
    [Hyperparameter(Above = 0, Below = 1)] double beta1 = 0.9;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.999;

    /// <summary>Keeps the denominator from zero; added outside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    /// <summary>By how much of y, times the learning rate, z shrinks in a step; λ of the paper.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    /// <summary>Over how many steps the learning rate grows to lr; 0 for none.</summary>
    [Hyperparameter(AtLeast = 0)] int warmup_steps = 0;

    [State(Init = Init.Parameter)] Tensor z;
    [State("exp_avg_sq")] Tensor v;
    [State] double weight_sum;
    [State] double share = 1;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        var γ = lr * Sqrt(1 - Pow(beta2, t)) * (t < warmup_steps ? (double)t / warmup_steps : 1);
        weight_sum += γ * γ;
        var c = weight_sum > 0 ? γ * γ / weight_sum : 0;

        var x = (θ - (1 - share) * z) / share;
        v = beta2 * v + (1 - beta2) * g * g;
        z -= γ * (g / (Sqrt(v) + eps) + weight_decay * θ);
        x = Lerp(x, z, c);
        θ = Lerp(z, x, beta1);
        share = beta1;
    }

    /// <summary>Whether the parameters are y of the paper: not after <see cref="Eval"/>.</summary>
    public bool IsTraining => !IsInEvaluation;

    /// <summary>Makes the parameters x of the paper, the average: to evaluate the model, or to save it.</summary>
    /// <remarks>A second call changes nothing. No step is taken before <see cref="Train"/>.</remarks>
    public void Eval() => BeginEvaluation((y, state) =>
        state is State { share: < 1 } own ? y.mul(1 / own.share).add_(own.z.to(y.dtype), alpha: 1 - 1 / own.share) : y);

    /// <summary>Makes the parameters y of the paper again, to the bit, where gradients are to be taken.</summary>
    public void Train() => EndEvaluation((x, state, options) =>
    {
        // What was saved in evaluation before y was kept is still x.
        if (state is not State { step: > 0, share: 1 } own) return null;
        own.share = ((Options)options).beta1!.Value;
        return x.mul(own.share).add_(own.z.to(x.dtype), alpha: 1 - own.share);
    });
}

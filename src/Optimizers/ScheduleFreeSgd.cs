namespace OptimizerDsl.Optimizers;

/// <summary>Schedule-Free SGD (Defazio et al. 2024, equations 3 to 5): an average of the iterates takes the place of a schedule.</summary>
/// <remarks>
/// In training the parameters are y of the paper, where gradients are taken; call <see cref="Eval"/> before the model is evaluated or
/// saved, and <see cref="Train"/> before it is trained on. As in the authors' code, an iterate weighs as much as the square of its
/// learning rate, and the initial parameters nothing: without warm-up c is 1 / t, where equation 5 has 1 / (t + 1).
/// </remarks>
[Optimizer]
public partial class ScheduleFreeSgd : ITrainingMode
{
    /// <summary>The learning rate, γ of the paper.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1;

    /// <summary>How much of the average, and not of z, is in y; β of the paper.</summary>
    [Hyperparameter(Above = 0, Below = 1)] double momentum = 0.9;

    /// <summary>The L2 penalty, added to the gradient at y.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    /// <summary>Over how many steps the learning rate grows to lr; 0 for none.</summary>
    [Hyperparameter(AtLeast = 0)] int warmup_steps = 0;

    [State(Init = Init.Parameter)] Tensor z;
    [State] double weight_sum;
    [State] double share = 1;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        var γ = lr * (t < warmup_steps ? (double)t / warmup_steps : 1);
        weight_sum += γ * γ;
        var c = weight_sum > 0 ? γ * γ / weight_sum : 0;

        var x = (θ - (1 - share) * z) / share;
        z -= γ * (g + weight_decay * θ);
        x = Lerp(x, z, c);
        θ = Lerp(z, x, momentum);
        share = momentum;
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
        own.share = ((Options)options).momentum!.Value;
        return x.mul(own.share).add_(own.z.to(x.dtype), alpha: 1 - own.share);
    });
}

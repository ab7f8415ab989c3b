namespace OptimizerDsl.Optimizers;

/// <summary>Sophia (Liu et al. 2023, Algorithm 3): momentum over the diagonal of the Hessian, which the caller estimates.</summary>
/// <remarks>
/// Every 10 steps or so, estimate the diagonal and call <see cref="UpdateHessian"/> before the step: for Sophia-H it is u ∘ (H u) with a
/// random normal u (Algorithm 1), for Sophia-G the batch size times the squared gradient of the loss on labels that the model itself
/// draws (Algorithm 2). Until then a step is the sign of the momentum. γ is the paper's for Sophia-G; for Sophia-H it is 0.01.
/// </remarks>
[Optimizer]
public partial class Sophia
{
    /// <summary>The learning rate, η of the paper.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-4;

    /// <summary>The decay of the first moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.96;

    /// <summary>The decay of the estimate of the Hessian.</summary>
#pragma warning disable DSL0031 // UpdateHessian uses it, not Update.
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.99;
#pragma warning restore DSL0031

    /// <summary>How many elements are not clipped, γ of the paper: 10 to 50 in a hundred should be.</summary>
    [Hyperparameter(Above = 0)] double gamma = 0.05;

    /// <summary>The smallest denominator.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-12;

    /// <summary>By how much of itself, times the learning rate, a parameter shrinks in a step.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0.2;

    [State("exp_avg")] Tensor m;
    [State("hessian", Init = 0.0)] Tensor h;

    void Update(ref Tensor θ, Tensor g)
    {
        m = beta1 * m + (1 - beta1) * g;
        θ *= 1 - lr * weight_decay;
        θ -= lr * Clamp(m / Max(gamma * h, eps), -1, 1);
    }

    /// <summary>Takes an estimate of the Hessian's diagonal into its moving average.</summary>
    /// <param name="estimates">For each parameter, in the order of <c>parameters()</c>, a tensor of its shape; null for no estimate.</param>
    /// <exception cref="ArgumentException">There is not one for each parameter, or one is of another shape. Nothing has been changed then.</exception>
    public void UpdateHessian(IEnumerable<TorchSharp.torch.Tensor?> estimates)
    {
        TorchSharp.torch.Tensor?[] given = [.. estimates];
        var own = ParamGroups.Cast<ParamGroup>()
            .SelectMany(group => group.Parameters, (group, p) => (Parameter: p, Beta: group.Options.beta2!.Value)).ToArray();
        if (given.Length != own.Length)
            throw new ArgumentException(
                $"There are {given.Length} estimates for {own.Length} parameters (give null where there is none).", nameof(estimates));
        for (var i = 0; i < own.Length; i++)
        {
            var (has, wants) = (given[i]?.shape, own[i].Parameter.shape);
            if (has is not null && !has.SequenceEqual(wants))
                throw new ArgumentException(
                    $"Estimate {i} has the shape [{string.Join(", ", has)}], but its parameter has [{string.Join(", ", wants)}].", nameof(estimates));
        }

        using var disabled = TorchSharp.torch.no_grad();
        using var scope = TorchSharp.torch.NewDisposeScope();
        for (var i = 0; i < own.Length; i++)
        {
            if (given[i] is not { } estimate) continue;
            var (parameter, beta) = own[i];
            ((State)_state[parameter.Handle]).hessian.mul_(beta).add_(estimate, alpha: 1 - beta);
        }
    }
}

using TorchSharp;

namespace OptimizerDsl.Optimizers;

/// <summary>Muon (Jordan et al. 2024) for weight matrices, as <c>torch.optim.Muon</c>: momentum, orthogonalized.</summary>
/// <remarks>
/// For parameters of two dimensions only; give embeddings, biases and gains to another optimizer. PyTorch runs the
/// Newton-Schulz iteration in bfloat16 whatever the parameter is; here it runs in the parameter's type, so that every
/// execution agrees with the equations, and a parameter in bfloat16 has what PyTorch does.
/// </remarks>
[Optimizer]
[PyTorch("Muon", CountsSteps = false)]
[PyTorchChoice("adjust_lr_fn", nameof(match_rms_adamw), "original", "match_rms_adamw")]
public partial class Muon
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;

    /// <summary>By how much of itself, times the learning rate, a parameter shrinks in a step.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0.1;

    /// <summary>How much of the momentum a step keeps.</summary>
    [Hyperparameter(AtLeast = 0, AtMost = 1)] double momentum = 0.95;

    /// <summary>Nesterov momentum: the step looks ahead along the momentum.</summary>
    [Hyperparameter] bool nesterov = true;

    /// <summary>The coefficients of X, X Xᵀ X and (X Xᵀ)² X in an iteration: three.</summary>
    [Hyperparameter] Coefficients ns_coefficients = [3.4445, -4.775, 2.0315];

    /// <summary>The least norm that a direction is divided by.</summary>
    [Hyperparameter(Above = 0, AtMost = 1)] double eps = 1e-7;

    /// <summary>How many iterations; they need not converge.</summary>
    [Hyperparameter(AtLeast = 0, Below = 100)] int ns_steps = 5;

    /// <summary>Scales steps by 0.2 √max(rows, columns), to be as long as AdamW's (Liu et al. 2025), instead of √max(1, rows / columns).</summary>
    [Hyperparameter] bool match_rms_adamw = false;

    [State("momentum_buffer")] Tensor m;

    void Update(ref Tensor θ, Tensor g)
    {
        m = Lerp(m, g, 1 - momentum);
        Tensor o = Orthogonalize(nesterov ? Lerp(g, m, momentum) : m, ns_coefficients, eps, ns_steps, match_rms_adamw);
        θ *= 1 - lr * weight_decay;
        θ -= lr * o;
    }

    /// <summary>
    /// About U Vᵀ for a matrix of the singular value decomposition U S Vᵀ (its singular values come out between 0.7 and 1.2),
    /// scaled by what its shape asks for.
    /// </summary>
    /// <param name="direction">The matrix.</param>
    /// <param name="coefficients">Those of an iteration: three.</param>
    /// <param name="eps">The least norm that it is divided by.</param>
    /// <param name="steps">How many iterations.</param>
    /// <param name="matchRms">Scales by 0.2 √max(rows, columns) instead of √max(1, rows / columns).</param>
    /// <returns>A matrix of the same shape.</returns>
    /// <exception cref="ArgumentException">There are not three coefficients.</exception>
    [Eager(Dimensions = 2)]
    public static torch.Tensor Orthogonalize(torch.Tensor direction, Coefficients coefficients, double eps, int steps, bool matchRms)
    {
        if (coefficients.Count != 3) throw new ArgumentException($"The iteration has three coefficients, not {coefficients.Count}.", nameof(coefficients));
        var (a, b, c) = (coefficients[0], coefficients[1], coefficients[2]);
        var (rows, columns) = (direction.shape[0], direction.shape[1]);
        // The smaller of the two Gram matrices.
        var x = rows > columns ? direction.t() : direction;
        x = x / x.norm().clamp(min: eps);
        for (var i = 0; i < steps; i++)
        {
            var gram = x.mm(x.t());
            x = a * x + (b * gram + c * gram.mm(gram)).mm(x);
        }

        var scale = matchRms ? 0.2 * Math.Sqrt(Math.Max(rows, columns)) : Math.Sqrt(Math.Max(1, (double)rows / columns));
        return (rows > columns ? x.t() : x) * scale;
    }
}

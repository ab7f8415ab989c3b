using static OptimizerDsl.Equations;

namespace OptimizerDsl.Training;

/// <summary>
/// The ascent of sharpness-aware minimization (Foret et al. 2021, Equation 2), and of its adaptive form (Kwon et al. 2021,
/// Equation 7 with p = 2 and T = |θ|).
/// </summary>
/// <remarks>Where the norm is zero, infinite or NaN there is no direction to go in, and the parameters stay where they are.</remarks>
[Optimizer]
internal partial class Perturbation
{
    /// <summary>How far the parameters go.</summary>
    [Hyperparameter(AtLeast = 0)] double rho = 0.05;

    /// <summary>Whether the distance is measured in units of each element's own size.</summary>
    [Hyperparameter] bool adaptive = false;

    /// <summary>The parameter as it was.</summary>
    [State] Tensor unperturbed;

    void Update(ref Tensor θ, Tensor g)
    {
        var norm = Norm(adaptive ? Abs(θ) * g : g, Over.All);
        var length = rho / (norm + 1e-12);
        unperturbed = θ;
        θ = unperturbed + Where((norm > 0) & (norm < double.MaxValue), length * (adaptive ? θ * θ * g : g), 0);
    }
}

using OptimizerDsl;
using static OptimizerDsl.Equations;

namespace Quickstart;

/// <summary>
/// AdaBelief (Zhuang et al. 2020, Algorithm 2): Adam that divides by how far the gradient strays from its own average, so
/// that it takes large steps where the gradients are as expected and small ones where they are not.
/// </summary>
/// <remarks>
/// This is all there is to write. The generator makes it a TorchSharp optimizer: constructors, options, state, checkpoints,
/// and a step that is one fused pass over the memory of the parameters. The demo says where to read what it wrote.
/// </remarks>
[Optimizer]
public partial class AdaBelief
{
    /// <summary>The learning rate, α of the paper.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;

    /// <summary>The decay of the average gradient.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9;

    /// <summary>The decay of the average squared deviation.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.999;

    /// <summary>Keeps the denominator from zero: ε of the paper, which adds it both to s and outside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-12;

    /// <summary>The gradient that is expected.</summary>
    [State("exp_avg")] Tensor m;

    /// <summary>How far from it the gradients are, squared.</summary>
    [State("exp_avg_var")] Tensor s;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        m = beta1 * m + (1 - beta1) * g;
        var surprise = g - m;
        s = beta2 * s + (1 - beta2) * surprise * surprise + eps;
        θ -= lr * (m / (1 - Pow(beta1, t))) / (Sqrt(s / (1 - Pow(beta2, t))) + eps);
    }
}

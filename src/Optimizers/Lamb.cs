namespace OptimizerDsl.Optimizers;

/// <summary>LAMB (You et al. 2020, Algorithm 2): the step of every tensor is as long as lr times the tensor.</summary>
/// <remarks>
/// φ of the paper is the identity. A tensor of zeros, or with an update of zeros, takes the learning rate itself.
/// </remarks>
[Optimizer]
public partial class Lamb
{
    /// <summary>The learning rate, η of the paper.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;

    /// <summary>The decay of the first moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.999;

    /// <summary>Keeps the denominator from zero; added outside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-6;

    /// <summary>The weight decay, λ of the paper, part of the update whose length is set.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 1e-2;

    [State("exp_avg")] Tensor m;
    [State("exp_avg_sq")] Tensor v;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        m = beta1 * m + (1 - beta1) * g;
        v = beta2 * v + (1 - beta2) * g * g;
        var update = m / (1 - Pow(beta1, t)) / (Sqrt(v / (1 - Pow(beta2, t))) + eps) + weight_decay * θ;
        θ -= lr * TrustRatio(Norm(θ), Norm(update)) * update;
    }

    static Scalar TrustRatio(Scalar length, Scalar step) => Where((length > 0) & (step > 0), length / step, 1);
}

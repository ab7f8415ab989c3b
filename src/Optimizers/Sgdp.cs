namespace OptimizerDsl.Optimizers;

/// <summary>SGDP (Heo et al. 2021, Algorithm 1): momentum without its radial part, where the loss ignores a tensor's scale.</summary>
/// <remarks>
/// That is recognized by the angle between the tensor and its gradient. Such a tensor has less weight decay, too.
/// </remarks>
[Optimizer]
public partial class Sgdp
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr;

    /// <summary>How much of the velocity a step keeps.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double momentum = 0.9;

    /// <summary>The weight decay, decoupled.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    /// <summary>The cosine, times the root of the number of elements, under which the scale is taken to be ignored.</summary>
    [Hyperparameter(AtLeast = 0)] double delta = 0.1;

    /// <summary>By what the weight decay of such a tensor is multiplied.</summary>
    [Hyperparameter(AtLeast = 0)] double wd_ratio = 0.1;

    /// <summary>Keeps the denominators from zero.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    [State("momentum_buffer")] Tensor p;

    void Update(ref Tensor θ, Tensor g)
    {
        p = momentum * p + g;
        var cosine = Abs(Dot(θ, g)) / Max(Norm(θ) * Norm(g), eps);
        var isScaleInvariant = cosine < delta / Sqrt(Count(θ));
        var radial = Dot(θ, p) / Square(Norm(θ) + eps) * θ;
        var q = Where(isScaleInvariant, p - radial, p);
        θ *= 1 - lr * weight_decay / (1 - momentum) * Where(isScaleInvariant, wd_ratio, 1);
        θ -= lr * q;
    }
}

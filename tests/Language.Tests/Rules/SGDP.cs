namespace OptimizerDsl.Tests.Rules;

/// <summary>SGDP (Heo et al. 2021, Algorithm 1): momentum without its radial part, where the loss ignores a tensor's scale.</summary>
/// <remarks>That is recognized by the angle between the tensor and its gradient. Such a tensor has less weight decay, too.</remarks>
[Optimizer]
public partial class SGDP
{
    [Hyperparameter(AtLeast = 0)] double lr;
    [Hyperparameter(AtLeast = 0, Below = 1)] double momentum = 0.9;
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0, delta = 0.1, wd_ratio = 0.1, eps = 1e-8;
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

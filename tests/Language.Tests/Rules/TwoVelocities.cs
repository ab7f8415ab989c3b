namespace OptimizerDsl.Tests.Rules;

/// <summary>No published rule: two velocities that change places in every step, and a step as long as the elements are many.</summary>
[Optimizer]
public partial class TwoVelocities
{
    [Hyperparameter(AtLeast = 0)] double lr = 0.01;
    [Hyperparameter(AtLeast = 0, Below = 1)] double momentum = 0.9;
    [State] Tensor fast;
    [State] Tensor slow;

    static (Tensor Direction, Scalar Length) Polar(Tensor x) => (x / (Norm(x) + 1), Norm(x));

    void Update(ref Tensor θ, Tensor g)
    {
        (fast, slow) = (momentum * slow + g, momentum * fast - 0.5 * g);
        var (direction, length) = Polar(fast + slow);
        (θ, var before) = (θ - lr * Sqrt(Count(θ)) * direction, Norm(θ));
        θ -= lr * length / (before + Count(θ) / Count(θ, Over.Group)) * direction;
    }
}

namespace OptimizerDsl.Tests.Rules;

/// <summary>Adadelta (Zeiler 2012, Algorithm 1) as <c>torch.optim.Adadelta</c>.</summary>
[Optimizer]
public partial class Adadelta
{
    [Hyperparameter(AtLeast = 0)] double lr = 1;
    [Hyperparameter(AtLeast = 0, AtMost = 1)] double rho = 0.9;
    [Hyperparameter(AtLeast = 0)] double eps = 1e-6, weight_decay = 0;
    [State("square_avg")] Tensor v;
    [State("acc_delta")] Tensor u;

    void Update(ref Tensor θ, Tensor g)
    {
        var d = g + weight_decay * θ;
        v = rho * v + (1 - rho) * d * d;
        var delta = Sqrt(u + eps) / Sqrt(v + eps) * d;
        u = rho * u + (1 - rho) * delta * delta;
        θ -= lr * delta;
    }
}

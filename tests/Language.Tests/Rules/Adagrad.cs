namespace OptimizerDsl.Tests.Rules;

/// <summary>Adagrad (Duchi et al. 2011) as <c>torch.optim.Adagrad</c>.</summary>
[Optimizer]
public partial class Adagrad
{
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;
    [Hyperparameter(AtLeast = 0)] double lr_decay = 0, weight_decay = 0, initial_accumulator_value = 0, eps = 1e-10;
    [State(Init = nameof(initial_accumulator_value))] Tensor sum;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        var d = g + weight_decay * θ;
        sum += d * d;
        θ -= lr / (1 + (t - 1) * lr_decay) * d / (Sqrt(sum) + eps);
    }
}

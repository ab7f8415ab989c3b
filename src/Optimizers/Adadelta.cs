namespace OptimizerDsl.Optimizers;

/// <summary>Adadelta (Zeiler 2012, Algorithm 1) as <c>torch.optim.Adadelta</c>.</summary>
/// <remarks>The paper has no learning rate: there it is 1, and rho 0.95.</remarks>
[Optimizer]
[PyTorch("Adadelta")]
public partial class Adadelta
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1;

    /// <summary>The decay of both accumulators.</summary>
    [Hyperparameter(AtLeast = 0, AtMost = 1)] double rho = 0.9;

    /// <summary>Keeps the units of the first steps from zero; added inside both roots.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-6;

    /// <summary>The L2 penalty, added to the gradient.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    /// <summary>Ascends instead of descending.</summary>
    [Hyperparameter] bool maximize = false;

    [State("square_avg")] Tensor v;
    [State("acc_delta")] Tensor u;

    void Update(ref Tensor θ, Tensor g)
    {
        var d = (maximize ? -1 : 1) * g + weight_decay * θ;
        v = rho * v + (1 - rho) * d * d;
        var delta = Sqrt(u + eps) / Sqrt(v + eps) * d;
        u = rho * u + (1 - rho) * delta * delta;
        θ -= lr * delta;
    }
}

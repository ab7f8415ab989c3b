namespace OptimizerDsl.Optimizers;

/// <summary>Adagrad (Duchi et al. 2011, section 1.1, with the diagonal) as <c>torch.optim.Adagrad</c>.</summary>
[Optimizer]
[PyTorch("Adagrad")]
public partial class Adagrad
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;

    /// <summary>How fast the learning rate falls: lr / (1 + (t - 1) lr_decay).</summary>
    [Hyperparameter(AtLeast = 0)] double lr_decay = 0;

    /// <summary>The L2 penalty, added to the gradient.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    /// <summary>What the sum of squares begins with.</summary>
    [Hyperparameter(AtLeast = 0)] double initial_accumulator_value = 0;

    /// <summary>Keeps the denominator from zero; added outside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-10;

    /// <summary>Ascends instead of descending.</summary>
    [Hyperparameter] bool maximize = false;

    [State(Init = nameof(initial_accumulator_value))] Tensor sum;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        var d = (maximize ? -1 : 1) * g + weight_decay * θ;
        sum += d * d;
        θ -= lr / (1 + (t - 1) * lr_decay) * d / (Sqrt(sum) + eps);
    }
}

namespace OptimizerDsl.Optimizers;

/// <summary>Stochastic gradient descent with momentum, as <c>torch.optim.SGD</c> (Sutskever et al. 2013 in PyTorch's form).</summary>
/// <remarks>Without momentum it keeps no state. Nesterov's form requires a momentum and, to be his, no dampening.</remarks>
[Optimizer]
[PyTorch("SGD", CountsSteps = false)]
public partial class Sgd
{
    /// <summary>The learning rate.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;

    /// <summary>How much of the velocity a step keeps.</summary>
    [Hyperparameter(AtLeast = 0)] double momentum = 0;

    /// <summary>How much of the gradient the velocity leaves out.</summary>
    [Hyperparameter] double dampening = 0;

    /// <summary>The L2 penalty, added to the gradient.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    /// <summary>Nesterov momentum: the step looks ahead along the velocity.</summary>
    [Hyperparameter] bool nesterov = false;

    /// <summary>Ascends instead of descending.</summary>
    [Hyperparameter] bool maximize = false;

    [State("momentum_buffer", When = nameof(momentum))] Tensor velocity;

    [Constraint("Nesterov momentum requires a momentum and zero dampening")]
    bool NesterovHasMomentum => !nesterov || momentum > 0 && dampening == 0;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        var d = (maximize ? -1 : 1) * g + weight_decay * θ;
        if (momentum != 0)
        {
            velocity = t == 1 ? d : momentum * velocity + (1 - dampening) * d;
            d = nesterov ? d + momentum * velocity : velocity;
        }

        θ -= lr * d;
    }
}

namespace OptimizerDsl.Tests.Precisions;

/// <summary>Adam with moments of 16 bits: the second, which changes slowly, is rounded stochastically.</summary>
[Optimizer]
public partial class NarrowAdam
{
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta1 = 0.9, beta2 = 0.99;
    [Hyperparameter(AtLeast = 0)] double eps = 1e-4;
    [State("exp_avg", Precision = Precision.BFloat16)] Tensor m;
    [State("exp_avg_sq", Precision = Precision.BFloat16, StochasticRounding = true)] Tensor v;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        m = beta1 * m + (1 - beta1) * g;
        v = beta2 * v + (1 - beta2) * g * g;
        θ -= lr * (m / (1 - Pow(beta1, t))) / (Sqrt(v / (1 - Pow(beta2, t))) + eps);
    }
}

/// <summary>Every kind of state with a type of its own: one that begins as the gradient, one that need not be there, one that is reduced after it was assigned.</summary>
[Optimizer]
public partial class MixedStates
{
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;
    [Hyperparameter] bool averaged = true;
    [State(Init = Init.Gradient, Precision = Precision.Float16, StochasticRounding = true)] Tensor slow;
    [State(When = nameof(averaged), Init = Init.Parameter, Precision = Precision.BFloat16, StochasticRounding = true)] Tensor average;
    [State(Precision = Precision.Float16)] Tensor fast;
    [State] Tensor exact;

    void Update(ref Tensor θ, Tensor g)
    {
        slow = 0.99 * slow + 0.01 * g;
        fast = 0.5 * fast + g - 0.1 * slow;
        exact += g;
        var d = fast / (Norm(fast) + 1) + 0.01 * exact;
        if (averaged)
        {
            average = 0.9 * average + 0.1 * θ;
            d = d + 0.1 * average;
        }

        θ -= lr * d;
    }
}

/// <summary>Aggregated momentum with velocities of 16 bits.</summary>
[Optimizer]
public partial class NarrowAggMo
{
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;
    [Hyperparameter(AtLeast = 0, Below = 1)] Coefficients betas = [0.0, 0.9, 0.99];
    [State(Per = nameof(betas), Precision = Precision.BFloat16)] TensorBank velocity;
    [State(Per = nameof(betas), Precision = Precision.Float16, StochasticRounding = true)] TensorBank squares;

    void Update(ref Tensor θ, Tensor g)
    {
        velocity = betas * velocity + g;
        var mean = Mean(velocity);
        squares = betas * squares + g * g;
        θ -= lr * mean / (1 + Sqrt(Mean(squares)));
    }
}

/// <summary>The memory in bfloat16, to nearest.</summary>
[MemoryAugmented(Capacity = 3, Precision = Precision.BFloat16)]
public partial class NearestMemory
{
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;

    void Update(ref Tensor θ, Tensor g, CriticalMemory memory)
    {
        var d = memory.Aggregate(g);
        θ -= lr * (d + 0.1 * memory.Sum);
    }
}

/// <summary>A reduction of the memory after the offer: the candidate is rounded in two passes, to the same bits.</summary>
[MemoryAugmented(Capacity = 2, Precision = Precision.Float16, StochasticRounding = true)]
public partial class NarrowMemoryNorm
{
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;

    void Update(ref Tensor θ, Tensor g, CriticalMemory memory)
    {
        memory.Offer(g);
        θ -= lr * g / (1 + Norm(memory.Sum));
    }
}

/// <summary>A composition on a rule with narrower states, with a narrower memory.</summary>
[MemoryAugmented<NarrowAdam>(Capacity = 3, Precision = Precision.BFloat16, StochasticRounding = true)]
public partial class NarrowAdamCM;

/// <summary>A composition carries the precisions of what is under it.</summary>
[DecoupledWeightDecay<NarrowAdamCM>]
public partial class NarrowAdamCMWithDecay;

/// <summary>A memory whose type is an option, with another for its default, rounded stochastically.</summary>
[MemoryAugmented<NarrowAdam>(Capacity = 3, Precision = Precision.BFloat16, StochasticRounding = true, HasBufferDtype = true)]
public partial class ChosenAdamCM;

/// <summary>States in float32, whatever the parameter's type: a tensor and a bank, and a narrow one.</summary>
[Optimizer]
public partial class WholeStates
{
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;
    [Hyperparameter(AtLeast = 0, Below = 1)] Coefficients betas = [0.0, 0.5, 0.875];
    [State(Precision = Precision.Float32)] Tensor m;
    [State(Precision = Precision.BFloat16)] Tensor n;
    [State(Per = nameof(betas), Precision = Precision.Float32, StochasticRounding = true)] TensorBank velocity;

    void Update(ref Tensor θ, Tensor g)
    {
        m = 0.875 * m + 0.125 * g;
        n = 0.875 * n + 0.125 * g;
        velocity = betas * velocity + m;
        θ -= lr * (m + n + Mean(velocity));
    }
}

/// <summary>A moving average and nothing else.</summary>
[Optimizer]
public partial class NarrowAverage
{
    [Hyperparameter(AtLeast = 0)] double lr = 1;
    [State(Precision = Precision.BFloat16, StochasticRounding = true)] Tensor stochastic;
    [State(Precision = Precision.BFloat16)] Tensor nearest;

    void Update(ref Tensor θ, Tensor g)
    {
        stochastic = 0.999 * stochastic + 0.001 * g;
        nearest = 0.999 * nearest + 0.001 * g;
        θ -= lr * 0 * (stochastic + nearest);
    }
}

/// <summary>A tensor and a bank, to nearest.</summary>
[Optimizer]
public partial class NearestStates
{
    [Hyperparameter(AtLeast = 0)] double lr = 1e-2;
    [Hyperparameter(AtLeast = 0, Below = 1)] Coefficients betas = [0.0, 0.9, 0.99];
    [State(Precision = Precision.BFloat16)] Tensor m;
    [State(Per = nameof(betas), Precision = Precision.Float16)] TensorBank velocity;

    void Update(ref Tensor θ, Tensor g)
    {
        m = 0.9 * m + 0.1 * g;
        velocity = betas * velocity + m;
        θ -= lr * (m + Mean(velocity));
    }
}

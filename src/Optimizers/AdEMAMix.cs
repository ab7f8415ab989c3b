namespace OptimizerDsl.Optimizers;

/// <summary>AdEMAMix (Pagliardini et al. 2024, Algorithm 1): a fast and a slow momentum, whose weight and decay are warmed up.</summary>
[Optimizer]
public partial class AdEMAMix
{
    /// <summary>The learning rate, η of the paper.</summary>
    [Hyperparameter(AtLeast = 0)] double lr = 1e-3;

    /// <summary>The decay of the fast momentum.</summary>
    [Hyperparameter(Above = 0, Below = 1)] double beta1 = 0.9;

    /// <summary>The decay of the second moment.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double beta2 = 0.999;

    /// <summary>The decay of the slow momentum.</summary>
    [Hyperparameter(Above = 0, Below = 1)] double beta3 = 0.9999;

    /// <summary>The weight of the slow momentum.</summary>
    [Hyperparameter(AtLeast = 0)] double alpha = 5;

    /// <summary>Keeps the denominator from zero; added outside the root.</summary>
    [Hyperparameter(AtLeast = 0)] double eps = 1e-8;

    /// <summary>By how much of itself, times the learning rate, a parameter shrinks in a step.</summary>
    [Hyperparameter(AtLeast = 0)] double weight_decay = 0;

    /// <summary>T of the paper, the length of both schedules in steps; 0 for none.</summary>
    [Hyperparameter(AtLeast = 0)] int warmup = 0;

    [State("exp_avg_fast")] Tensor fast;
    [State("exp_avg_slow")] Tensor slow;
    [State("exp_avg_sq")] Tensor v;

    void Update(ref Tensor θ, Tensor g, int t)
    {
        fast = beta1 * fast + (1 - beta1) * g;
        slow = SlowDecay(t) * slow + (1 - SlowDecay(t)) * g;
        v = beta2 * v + (1 - beta2) * g * g;
        var direction = (fast / (1 - Pow(beta1, t)) + SlowWeight(t) * slow) / (Sqrt(v / (1 - Pow(beta2, t))) + eps);
        θ -= lr * (direction + weight_decay * θ);
    }

    double SlowWeight(int t) => t < warmup ? alpha * t / warmup : alpha;

    /// <summary>From β1 to β3, so that the half-life grows linearly.</summary>
    double SlowDecay(int t) => t < warmup ? Exp(Log(beta1) * Log(beta3) / Lerp(Log(beta3), Log(beta1), (double)t / warmup)) : beta3;
}

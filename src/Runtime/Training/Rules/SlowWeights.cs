namespace OptimizerDsl.Training;

/// <summary>The outer step of Lookahead (Zhang et al. 2019, Algorithm 1): the fast weights, given twice, restart from the slow ones.</summary>
[Optimizer]
internal partial class SlowWeights
{
    /// <summary>How far the slow weights follow the fast ones, α of the paper.</summary>
    [Hyperparameter(AtLeast = 0, AtMost = 1)] double alpha = 0.5;

    [State] Tensor slow;

    void Update(ref Tensor fast, Tensor reached)
    {
        slow += alpha * (reached - slow);
        fast = slow;
    }
}

using static OptimizerDsl.Equations;

namespace OptimizerDsl.Training;

/// <summary>A moving average, in the place of a parameter, of a tensor in the place of its gradient.</summary>
/// <remarks>
/// With bias correction it is the average from zero divided by 1 - decay^t (Kingma and Ba 2015, Section 3), written as an average
/// whose rate falls from 1 to 1 - decay. With equal weights it is the mean of all values (Izmailov et al. 2018, Algorithm 1).
/// </remarks>
[Optimizer]
internal partial class Averaging
{
    /// <summary>How much of the average stays in a step.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double decay = 0.999;

    /// <summary>Whether the average forgets what it began with.</summary>
    [Hyperparameter] bool bias_correction = false;

    /// <summary>Whether the decay is (1 + t) / (10 + t) as long as that is less.</summary>
    [Hyperparameter] bool warmup = false;

    /// <summary>Whether the average is the mean of all values.</summary>
    [Hyperparameter] bool equal_weights = false;

    /// <summary>Whether the average is of 16 bits, in which its steps would be lost.</summary>
    [Hyperparameter] bool is_narrow = false;

    /// <summary>The average before it is rounded.</summary>
    [State(When = nameof(is_narrow), Precision = Precision.Float32)] Tensor unrounded;

    [Constraint("an average has at most one of bias correction, warm-up and equal weights")]
    bool IsOfOneKind => !(bias_correction && warmup) && !(equal_weights && (bias_correction || warmup));

    void Update(ref Tensor average, Tensor value, int t)
    {
        var kept = warmup ? Min(decay, (1.0 + t) / (10.0 + t)) : decay;
        var rate = equal_weights ? 1.0 / t : bias_correction ? (1 - decay) / (1 - Pow(decay, t)) : 1 - kept;
        if (is_narrow)
        {
            unrounded = (1 - rate) * unrounded + rate * value;
            average = unrounded;
        }
        else
        {
            average = (1 - rate) * average + rate * value;
        }
    }
}

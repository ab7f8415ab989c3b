using static OptimizerDsl.Equations;

namespace OptimizerDsl.Training;

/// <summary>An exponential moving average, in the place of a parameter, of a tensor in the place of its gradient.</summary>
/// <remarks>
/// With bias correction it is the average from zero divided by 1 - decay^t (Kingma and Ba 2015, Section 3), written as an average
/// whose rate falls from 1 to 1 - decay.
/// </remarks>
[Optimizer]
internal partial class Averaging
{
    /// <summary>How much of the average stays in a step.</summary>
    [Hyperparameter(AtLeast = 0, Below = 1)] double decay = 0.999;

    /// <summary>Whether the average forgets what it began with.</summary>
    [Hyperparameter] bool bias_correction = false;

    void Update(ref Tensor average, Tensor value, int t)
    {
        var rate = bias_correction ? (1 - decay) / (1 - Pow(decay, t)) : 1 - decay;
        average = (1 - rate) * average + rate * value;
    }
}

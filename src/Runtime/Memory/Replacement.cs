namespace OptimizerDsl;

/// <summary>Which slot of a full critical memory makes way for a candidate.</summary>
public enum Replacement
{
    /// <summary>That of the smallest priority, if the candidate's is greater (McRae et al. 2022, Malviya et al. 2023).</summary>
    Priority,

    /// <summary>The oldest, always: the memory is a window over the last C candidates. Priorities are not used.</summary>
    FirstInFirstOut,

    /// <summary>
    /// As <see cref="Priority"/>, but with a probability, the hyperparameter <c>critical_test</c> that such a memory has in addition
    /// (0 by default), the candidate is taken whatever its priority.
    /// </summary>
    /// <remarks>
    /// It then takes the slot that had the smallest priority when priorities were last compared, or the first slot if they never
    /// were; with a probability of 1 that is the same slot for ever. So it is in the code of the authors of critical gradients and
    /// momenta (chandar-lab/CMOptimizer), whose documentation calls it first in, first out. A memory that is not full yet takes
    /// every candidate.
    /// The random numbers are a hash of the parameter's place in the optimizer and its step, as for stochastic rounding: every
    /// execution has the same, and nothing is kept for them.
    /// </remarks>
    CriticalTest,
}

namespace OptimizerDsl;

/// <summary>
/// Makes the class the optimizer <typeparamref name="TRule"/> with a critical memory, as in
/// <c>[MemoryAugmented&lt;Lion&gt;(Capacity = 5)] partial class LionCM;</c>.
/// </summary>
/// <remarks>
/// With critical gradients the rule sees the aggregated gradient, g + (1 / C) Σ slots, and g is offered to the memory. With
/// critical momenta, every use of the momentum but its own recurrence sees the aggregated momentum, and from the momentum's
/// update on the aggregated momentum also stands for the gradient, as in Algorithm 1 of Malviya et al. 2023, but in equations
/// that have both, such as AdaBelief's (g - m)². The result is compiled as if it had been written by hand.
/// </remarks>
/// <typeparam name="TRule">An optimizer declared with this library, in this assembly or another.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class MemoryAugmentedAttribute<TRule> : Attribute where TRule : class
{
    /// <summary>How many tensors the memory holds per parameter; 5 by default, 0 for no memory.</summary>
    public int Capacity { get; init; } = 5;

    /// <summary>What every priority is multiplied by at the end of each step, in [0, 1]; 0.7 by default.</summary>
    public double Decay { get; init; } = 0.7;

    /// <summary>What the memory keeps; momenta by default.</summary>
    public Critical Critical { get; init; } = Critical.Momentum;

    /// <summary>Which slot of a full memory makes way for a candidate; that of the smallest priority by default.</summary>
    public Replacement Replacement { get; init; } = Replacement.Priority;

    /// <summary>The type in which the slots are kept; by default that of the parameter, in which their sum always is.</summary>
    /// <remarks>A candidate is rounded when it is offered; the sum adds and subtracts what the slots hold.</remarks>
    public Precision Precision { get; init; } = Precision.Same;

    /// <summary>
    /// Whether the type of the slots can be chosen when an optimizer or a parameter group is made: by the option <c>buffer_dtype</c>,
    /// float32, bfloat16, float16 or the type of the parameters; null, its default, for what <see cref="Precision"/> says. False by default.
    /// </summary>
    public bool HasBufferDtype { get; init; }

    /// <summary>Whether a candidate is rounded to a narrower <see cref="Precision"/> stochastically, as <see cref="StateAttribute.StochasticRounding"/> says; false by default.</summary>
    public bool StochasticRounding { get; init; }

    /// <summary>
    /// Whether the mean is over the slots filled so far, as in the authors' code, instead of over the capacity, as in the paper.
    /// </summary>
    public bool MeanOverCount { get; init; }
}

namespace OptimizerDsl;

/// <summary>
/// Declares an optimizer whose <c>Update</c> takes a <see cref="CriticalMemory"/>: a small buffer of past gradients or momenta
/// per parameter, kept by priority. Implies <see cref="OptimizerAttribute"/>.
/// </summary>
/// <remarks>
/// Critical gradients: McRae et al., <i>Memory Augmented Optimizers for Deep Learning</i>, 2021. Critical momenta: Malviya et
/// al., <i>Promoting Exploration in Memory-Augmented Adam using Critical Momenta</i>, 2023. <see cref="Capacity"/> and
/// <see cref="Decay"/> are the defaults of the hyperparameters <c>capacity</c> and <c>decay</c>.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class MemoryAugmentedAttribute : Attribute
{
    /// <summary>How many tensors the memory holds per parameter; 5 by default, 0 for no memory.</summary>
    public int Capacity { get; init; } = 5;

    /// <summary>What every priority is multiplied by at the end of each step, in [0, 1]; 0.7 by default.</summary>
    public double Decay { get; init; } = 0.7;

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
}

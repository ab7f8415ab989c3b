using System.ComponentModel;

namespace OptimizerDsl.Compiled;

/// <summary>What a pass reads and writes for one parameter. The tables belong to the caller and outlive the pass.</summary>
/// <param name="tensors">The addresses of the parameter's tensors.</param>
/// <param name="scalars">The numbers computed on the host.</param>
/// <param name="lengths">The lengths of the coefficient vectors.</param>
/// <param name="elements">The number of elements of the parameter.</param>
/// <param name="variant">The variant's flags.</param>
/// <param name="noise">The key of the random bits of the step.</param>
/// <param name="slots">The type of the slots of the critical memory.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct Work(nint* tensors, double* scalars, int* lengths, long elements, int variant, uint noise = 0, Precision slots = Precision.Same)
{
    /// <summary>The addresses of the parameter, its gradient and its states, in the order of the kernel.</summary>
    public readonly nint* Tensors = tensors;

    /// <summary>The numbers computed on the host once per step, coefficient vectors included.</summary>
    public readonly double* Scalars = scalars;

    /// <summary>The length of each coefficient vector, which is also that of its tensor bank.</summary>
    public readonly int* Lengths = lengths;

    /// <summary>The number of elements of the parameter.</summary>
    public readonly long Elements = elements;

    /// <summary>One bit per flag of the rule.</summary>
    public readonly int Variant = variant;

    /// <summary>The type of the slots of the critical memory.</summary>
    public readonly Precision Slots = slots;

    /// <summary>The key of the random bits of the step, see <see cref="Compiled.Noise"/>.</summary>
    public readonly uint Noise = noise;
}

namespace OptimizerDsl;

/// <summary>The element type in which a state or the critical memory is kept between steps.</summary>
/// <remarks>
/// It says how much memory a state takes, not how the rule is computed: a step reads the state into float32 (into float64 for a
/// float64 parameter), computes in that, and rounds once, when it stores the state at its end. An equation that reads a state
/// after assigning it sees the value before that rounding. Rounding is to nearest, ties to even, unless
/// <see cref="StateAttribute.StochasticRounding"/> is set; float64 is rounded to float32 first.
/// </remarks>
public enum Precision
{
    /// <summary>The type of the parameter.</summary>
    Same,

    /// <summary>bfloat16: the range of float32, 8 significant bits.</summary>
    BFloat16,

    /// <summary>IEEE float16: 11 significant bits, from 6e-8 to 65504.</summary>
    Float16,

    /// <summary>float32, whatever the type of the parameter; what is computed in it is not rounded.</summary>
    Float32,
}

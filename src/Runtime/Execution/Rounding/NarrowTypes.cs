using static TorchSharp.torch;

namespace OptimizerDsl.Compiled;

/// <summary>What a <see cref="Precision"/> means for the tensors of a parameter.</summary>
internal static class NarrowTypes
{
    /// <summary>The element type of a state of a parameter.</summary>
    public static ScalarType Of(Precision precision, ScalarType parameter) => precision switch
    {
        Precision.BFloat16 => ScalarType.BFloat16,
        Precision.Float16 => ScalarType.Float16,
        Precision.Float32 => ScalarType.Float32,
        _ => parameter,
    };

    /// <summary>The precision that a type means for a parameter: its own type is <see cref="Precision.Same"/>.</summary>
    /// <returns>The precision; null for a type in which nothing of that parameter can be kept.</returns>
    public static Precision? Of(ScalarType type, ScalarType parameter) => type == parameter ? Precision.Same : type switch
    {
        ScalarType.BFloat16 => Precision.BFloat16,
        ScalarType.Float16 => Precision.Float16,
        ScalarType.Float32 => Precision.Float32,
        _ => null,
    };

    /// <summary>The bytes of an element of a state.</summary>
    public static int Size(Precision precision, int parameter) => precision switch
    {
        Precision.Same => parameter,
        Precision.Float32 => sizeof(float),
        _ => sizeof(ushort),
    };

    /// <summary>Whether rounding to it, of what is computed in float32, can be stochastic.</summary>
    public static bool IsNarrow(ScalarType type) => type is ScalarType.BFloat16 or ScalarType.Float16;

    /// <summary>The type that a rule with a narrower state is computed in.</summary>
    public static ScalarType Wide(ScalarType parameter) => parameter == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
}

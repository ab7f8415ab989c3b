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
        _ => parameter,
    };

    /// <summary>The bytes of an element of a state.</summary>
    public static int Size(Precision precision, int parameter) => precision == Precision.Same ? parameter : sizeof(ushort);

    /// <summary>The type that a rule with a narrower state is computed in.</summary>
    public static ScalarType Wide(ScalarType parameter) => parameter == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
}

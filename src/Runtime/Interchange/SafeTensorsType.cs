using static TorchSharp.torch;

namespace OptimizerDsl.Compiled;

/// <summary>The element types of safetensors files.</summary>
internal static class SafeTensorsType
{
    private static readonly (string Name, ScalarType Type, int Size)[] s_types =
    [
        ("F64", ScalarType.Float64, 8), ("F32", ScalarType.Float32, 4), ("F16", ScalarType.Float16, 2), ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8), ("I32", ScalarType.Int32, 4), ("I16", ScalarType.Int16, 2), ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1), ("BOOL", ScalarType.Bool, 1),
    ];

    // Types that no state has, but that other tensors of a file may.
    private static readonly Dictionary<string, int> s_others = new()
    {
        ["U64"] = 8, ["U32"] = 4, ["U16"] = 2, ["F8_E5M2"] = 1, ["F8_E4M3"] = 1,
    };

    public static string Of(ScalarType type) => s_types.First(t => t.Type == type).Name;

    /// <summary>The bytes of an element; null for a type that the format does not have.</summary>
    public static int? Size(string name)
    {
        foreach (var type in s_types)
            if (type.Name == name) return type.Size;
        return s_others.TryGetValue(name, out var size) ? size : null;
    }
}

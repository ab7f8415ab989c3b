using Microsoft.CodeAnalysis;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>Which kind of value a C# type stands for: the type system is the binding time.</summary>
internal static class TypeKinds
{
    public static Kind? Of(ITypeSymbol? type) => type?.SpecialType switch
    {
        null => null,
        SpecialType.System_Boolean => Kind.Condition,
        SpecialType.System_Double or SpecialType.System_Single or SpecialType.System_Int32 or SpecialType.System_Int64 => Kind.Host,
        _ when IsDslType(type) => type.Name switch
        {
            "Tensor" => Kind.Tensor,
            "Scalar" or "Condition" => Kind.Scalar,
            "TensorBank" => Kind.Bank,
            "Coefficients" => Kind.Coefficients,
            "Mask" => Kind.Mask,
            _ => null,
        },
        _ => null,
    };

    /// <summary>The name of a type in a message: in full where it is not the one of the language that has the same name.</summary>
    public static string Text(ITypeSymbol type) => type.ToDisplayString(
        !IsDslType(type) && type.Name is "Tensor" or "Scalar" ? SymbolDisplayFormat.CSharpErrorMessageFormat : SymbolDisplayFormat.MinimallyQualifiedFormat);

    public static bool IsMemory(ITypeSymbol type) => IsDslType(type) && type.Name == "CriticalMemory";

    public static bool IsDslType(ITypeSymbol type) =>
        type.ContainingNamespace is { Name: "OptimizerDsl", ContainingNamespace.IsGlobalNamespace: true };
}

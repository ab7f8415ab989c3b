using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>Recognizes code that C# itself reports, about which the DSL then has nothing to say.</summary>
internal static class Erroneous
{
    public static bool Is(IOperation operation) =>
        operation.Syntax.ContainsDiagnostics || operation.DescendantsAndSelf().Any(IsItself);

    private static bool IsItself(IOperation operation) =>
        operation is IInvalidOperation or IConversionOperation { Conversion.Exists: false } || operation.Type is { TypeKind: TypeKind.Error };
}

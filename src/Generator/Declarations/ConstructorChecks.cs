using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using OptimizerDsl.Generator.Diagnostics;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>A class may have constructors of its own beside the generated ones, which they begin with.</summary>
internal static class ConstructorChecks
{
    /// <summary>Reports constructors that would not compile; whether there are none.</summary>
    public static bool Run(INamedTypeSymbol type, IEnumerable<Hyperparameter> hyperparameters, Report report, CancellationToken cancellation)
    {
        var (ordered, areFine) = (Rule.Ordered(hyperparameters).ToArray(), true);
        foreach (var constructor in type.InstanceConstructors.Where(c => !c.IsImplicitlyDeclared && !GeneratedMembers.Include(c)))
        {
            var syntax = constructor.DeclaringSyntaxReferences.Select(r => r.GetSyntax(cancellation)).OfType<ConstructorDeclarationSyntax>().FirstOrDefault();
            var (what, advice) = syntax?.Initializer is not { RawKind: (int)SyntaxKind.ThisConstructorInitializer }
                ? ("does not begin with a generated one", "write ': this(parameters)' after its own parameters")
                : IsGenerated(constructor, ordered) ? ("has the parameters of a generated one", "remove it, or change its parameters") : ("", "");
            if (what.Length == 0) continue;
            report(Descriptors.Constructor, constructor.Locations[0], type.Name, what, advice);
            areFine = false;
        }

        return areFine;
    }

    private static bool IsGenerated(IMethodSymbol constructor, Hyperparameter[] hyperparameters) =>
        constructor.Parameters.Length == 1 + hyperparameters.Length
        && constructor.Parameters[0].Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T } sequence
        && IsGivenParameters(sequence.TypeArguments[0])
        && constructor.Parameters.Skip(1).Zip(hyperparameters, (p, h) => IsTypeOf(p.Type, h)).All(same => same);

    private static bool IsGivenParameters(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { IsTupleType: true, TupleElements: { Length: 2 } pair } => pair[0].Type.SpecialType == SpecialType.System_String && pair[1].Type.Name == "Parameter",
        _ => type.Name is "Parameter" or "ParamGroup",
    };

    private static bool IsTypeOf(ITypeSymbol type, Hyperparameter h)
    {
        if (h.Type == HyperparameterType.Coefficients) return TypeKinds.Of(type) == Kind.Coefficients;
        var isNullable = type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
        var value = isNullable ? ((INamedTypeSymbol)type).TypeArguments[0] : type;
        return isNullable == h.IsNullArgument && h.Type == value.SpecialType switch
        {
            SpecialType.System_Double => HyperparameterType.Double,
            SpecialType.System_Int32 => HyperparameterType.Integer,
            SpecialType.System_Boolean => HyperparameterType.Boolean,
            _ => HyperparameterType.ElementType,
        };
    }
}

using Microsoft.CodeAnalysis;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>Reads the methods on TorchSharp tensors that an update rule calls.</summary>
internal static class EagerMethods
{
    public static bool IsTorchTensor(ITypeSymbol? type) =>
        type is { Name: "Tensor", ContainingType: { Name: "torch", ContainingNamespace: { Name: "TorchSharp", ContainingNamespace.IsGlobalNamespace: true } } };

    /// <summary>Whether the method was meant to be called between passes: it says so, or its types do.</summary>
    public static bool IsMeant(IMethodSymbol method) =>
        AttributeOf(method) is not null
        || method.ContainingAssembly?.Name != "TorchSharp" && (IsTorchTensor(method.ReturnType) || method.Parameters.Any(p => IsTorchTensor(p.Type)));

    /// <summary>The method as a rule calls it; or null, and why it cannot be called, and what to do.</summary>
    public static EagerMethod? Read(IMethodSymbol method, out string reason, out string advice)
    {
        (reason, advice) = ("", "");
        if (AttributeOf(method) is not { } attribute) (reason, advice) = ("it is not marked as one", "write [Eager] above it");
        else if (!method.IsStatic) (reason, advice) = ("it belongs to an instance", "make it static, and hand it what it needs");
        else if (method.IsGenericMethod || IsGeneric(method.ContainingType)) (reason, advice) = ("it is generic", "write it for torch.Tensor in a class that is not generic");
        else if (method.RefKind != RefKind.None) (reason, advice) = ("it returns a reference", "return a torch.Tensor of the parameter's shape");
        else if (!IsTorchTensor(method.ReturnType)) (reason, advice) = ($"it returns {Text(method.ReturnType)}", "return a torch.Tensor of the parameter's shape");
        else if (method.Parameters.FirstOrDefault(p => p.RefKind != RefKind.None) is { } reference) (reason, advice) = ($"its parameter '{reference.Name}' is passed by reference", "pass it by value, and return what is new");
        else if (method.Parameters.FirstOrDefault(p => KindOf(p.Type) is null) is { } unknown) (reason, advice) = ($"its parameter '{unknown.Name}' is of type {Text(unknown.Type)}", "take torch.Tensor, double, int, bool or Coefficients");
        else
        {
            var dimensions = attribute.NamedArguments.Where(a => a.Key == "Dimensions").Select(a => a.Value.Value).FirstOrDefault() as int? ?? -1;
            return new EagerMethod(MetadataName(method.ContainingType), method.Name, method.Parameters.Select(p => KindOf(p.Type)!.Value).ToEquatableArray(), dimensions);
        }

        return null;
    }

    /// <summary>Whether a class can call a method of a rule that is not its own.</summary>
    public static bool IsAccessible(EagerMethod method, INamedTypeSymbol from, Compilation compilation) =>
        IsAccessible(method.Type, method.Name, method.Parameters.Count, from, compilation);

    /// <summary>Whether a class can call what tells the shape of a state that is not its own.</summary>
    public static bool IsAccessible(ShapeMethod shape, INamedTypeSymbol from, Compilation compilation) =>
        IsAccessible(shape.Type, shape.Name, 1, from, compilation);

    private static bool IsAccessible(string typeName, string name, int parameters, INamedTypeSymbol from, Compilation compilation) =>
        compilation.GetTypeByMetadataName(typeName) is { } type
        && type.GetMembers(name).OfType<IMethodSymbol>().Any(m => m.Parameters.Length == parameters && compilation.IsSymbolAccessibleWithin(m, from));

    // Without the @ of keywords: it is no part of a name.
    private static readonly SymbolDisplayFormat s_full = new(typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    private static AttributeData? AttributeOf(IMethodSymbol method) => method.GetAttributes().FirstOrDefault(a => FieldReader.IsDsl(a, "EagerAttribute"));

    private static EagerParameter? KindOf(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Double => EagerParameter.Double,
        SpecialType.System_Int32 => EagerParameter.Integer,
        SpecialType.System_Boolean => EagerParameter.Boolean,
        _ when IsTorchTensor(type) => EagerParameter.Tensor,
        _ => TypeKinds.Of(type) == Kind.Coefficients ? EagerParameter.Coefficients : null,
    };

    private static bool IsGeneric(INamedTypeSymbol type) => type.IsGenericType || type.ContainingType is { } outer && IsGeneric(outer);

    public static string MetadataName(INamedTypeSymbol type)
    {
        if (type.ContainingType is { } outer) return MetadataName(outer) + "+" + type.MetadataName;
        return type.ContainingNamespace.IsGlobalNamespace ? type.MetadataName : type.ContainingNamespace.ToDisplayString(s_full) + "." + type.MetadataName;
    }

    private static string Text(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
}

using System.Globalization;
using Microsoft.CodeAnalysis;
using OptimizerDsl.Generator.Diagnostics;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>A cast makes any number a value of an enumeration, but only those with a name mean something.</summary>
internal static class Enumerations
{
    /// <summary>Whether the language's enumerations among the arguments of an attribute have values that exist; reports others.</summary>
    public static bool Check(AttributeData attribute, Report report, Location? location)
    {
        var areKnown = true;
        foreach (var argument in attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(a => a.Value)))
            if (argument is { Kind: TypedConstantKind.Enum, Type: { } type, Value: { } value } && TypeKinds.IsDslType(type)) areKnown &= Check(type, value, report, location);
        return areKnown;
    }

    public static bool Check(ITypeSymbol type, object value, Report report, Location? location)
    {
        var values = type.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue).ToArray();
        if (values.Any(f => Equals(f.ConstantValue, value))) return true;
        report(Descriptors.EnumerationValue, location, type.Name, Convert.ToString(value, CultureInfo.InvariantCulture), string.Join(", ", values.Select(f => $"{type.Name}.{f.Name}")));
        return false;
    }
}

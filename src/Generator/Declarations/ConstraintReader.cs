using Microsoft.CodeAnalysis;
using OptimizerDsl.Generator.Diagnostics;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>Reads what a class demands of its hyperparameters together.</summary>
internal sealed class ConstraintReader(FieldReader fields, Report report, Func<SyntaxNode, IOperation?> operationOf)
{
    private readonly HashSet<string> _hyperparameters = new(fields.Hyperparameters.Select(h => h.Name), StringComparer.Ordinal);

    /// <summary>The constraints in their order; null if one of them makes no sense.</summary>
    public IReadOnlyList<Constraint>? Read()
    {
        var (constraints, makeSense) = (new List<Constraint>(), true);
        foreach (var property in fields.Type.GetMembers().OfType<IPropertySymbol>())
        {
            if (property.GetAttributes().FirstOrDefault(a => FieldReader.IsDsl(a, "ConstraintAttribute")) is not { } attribute) continue;
            if (Read(property, attribute) is { } constraint) constraints.Add(constraint);
            else makeSense = false;
        }

        return makeSense ? constraints : null;
    }

    private Constraint? Read(IPropertySymbol property, AttributeData attribute)
    {
        // What C# itself reports needs no word of ours.
        if (property.Type.TypeKind == TypeKind.Error || attribute.ConstructorArguments.FirstOrDefault().Value is not string message) return null;
        if (property.Type.SpecialType != SpecialType.System_Boolean)
        {
            report(Descriptors.Constraint, property.Locations[0], property.Name, $"is of type '{property.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}'", $"write 'bool {property.Name} => ...'");
            return null;
        }

        var lowering = new ExpressionLowering(new Scope(fields), report, _ => { }, operationOf);
        if (lowering.Property(property) is not { } condition) return null;
        var read = condition.Reads().ToArray();
        if (read.FirstOrDefault(name => !_hyperparameters.Contains(name)) is { } other)
            report(Descriptors.Constraint, property.Locations[0], property.Name, $"depends on '{other}'", "a constraint is checked before the step: compare hyperparameters only");
        else if (read.Length == 0)
            report(Descriptors.Constraint, property.Locations[0], property.Name, "depends on nothing", "compare hyperparameters, or remove it");
        else return new Constraint(OneLine.Of(message), condition);
        return null;
    }
}

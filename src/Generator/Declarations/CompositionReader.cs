using System.Threading;
using Microsoft.CodeAnalysis;
using OptimizerDsl.Generator.Diagnostics;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>Reads a class that is declared as a composition: an attribute names the rule under it.</summary>
internal sealed class CompositionReader(INamedTypeSymbol type, Compilation compilation, Report report, CancellationToken cancellation)
{
    private static readonly string[] s_attributes = ["MemoryAugmentedAttribute", "DecoupledWeightDecayAttribute", "ClippedAttribute", "ClippedByValueAttribute", "CautiousAttribute"];

    /// <summary>The attribute that makes a class a composition, if it has one.</summary>
    public static AttributeData? AttributeOf(INamedTypeSymbol type) => type.GetAttributes().FirstOrDefault(IsComposition);

    public static bool IsComposition(AttributeData attribute) =>
        attribute.AttributeClass is { IsGenericType: true, Name: var name } && s_attributes.Contains(name) && FieldReader.IsDsl(attribute, name);

    public Rule? Read(AttributeData attribute)
    {
        var location = attribute.ApplicationSyntaxReference?.GetSyntax(cancellation).GetLocation();
        if (attribute.AttributeClass!.TypeArguments[0] is not INamedTypeSymbol { TypeKind: TypeKind.Class } basis) return null;
        if (type.GetAttributes().Count(a => IsComposition(a) || FieldReader.IsDsl(a, "OptimizerAttribute") || a.AttributeClass is { IsGenericType: false } && FieldReader.IsDsl(a, "MemoryAugmentedAttribute")) > 1)
        {
            report(Descriptors.Composition, location, type.Name, "a class has one of these attributes", "compose with a class that has the other");
            return null;
        }

        if (type.GetMembers().Where(m => !GeneratedMembers.Include(m)).Any(m => m is IFieldSymbol { IsImplicitlyDeclared: false } or IMethodSymbol { MethodKind: MethodKind.Ordinary, Name: "Update" }))
        {
            report(Descriptors.Composition, location, type.Name, "its equations are those of " + basis.Name, "remove its fields and its Update, or write the rule out under [Optimizer]");
            return null;
        }

        if (!Enumerations.Check(attribute, report, location) || RuleOf(basis, location) is not { } rule) return null;
        if (rule.Statements.OfType<Invoke>().FirstOrDefault(i => !EagerMethods.IsAccessible(i.Method, type, compilation)) is { } invoke) return OutOfReach(invoke.Method.Name);
        if (rule.States.FirstOrDefault(s => s.Shape is { } shape && !EagerMethods.IsAccessible(shape, type, compilation)) is { } shaped) return OutOfReach(shaped.Shape!.Name);

        try
        {
            var composed = attribute.AttributeClass.Name switch
            {
                "MemoryAugmentedAttribute" => WithMemory(rule, attribute, location),
                "DecoupledWeightDecayAttribute" => Composition.WithDecoupledWeightDecay(rule, Named(attribute, "WeightDecay", 1e-2)),
                "ClippedAttribute" => Composition.Clipped(rule, Named(attribute, "MaxNorm", 1.0), (Over)Named(attribute, "Over", (int)Over.All)),
                "ClippedByValueAttribute" => Composition.ClippedByValue(rule, Named(attribute, "Limit", 1.0)),
                _ => Composition.Cautious(rule),
            };
            foreach (var added in composed.Hyperparameters.Except(rule.Hyperparameters)) FieldReader.CheckDefault(added, location, report);
            return composed;
        }
        catch (CompositionException e)
        {
            report(Descriptors.Composition, location, basis.Name, e.Message, e.Advice);
            return null;
        }

        Rule? OutOfReach(string method)
        {
            report(Descriptors.Composition, location, basis.Name, $"it calls '{method}', which is out of reach here", "make that method and its class public");
            return null;
        }
    }

    private Rule WithMemory(Rule rule, AttributeData attribute, Location? location)
    {
        var (precision, isStochastic) = FieldReader.PrecisionOf(attribute);
        var hasBufferDtype = Named(attribute, "HasBufferDtype", false);
        if (!hasBufferDtype) FieldReader.CheckRounding("critical memory", precision, isStochastic, location, report);
        var memory = new Memory(Named(attribute, "Capacity", 5), Named(attribute, "Decay", 0.7), (Replacement)Named(attribute, "Replacement", 0), precision, isStochastic, hasBufferDtype);
        var meanOverCount = Named(attribute, "MeanOverCount", false);
        return Named(attribute, "Critical", 0) == 1
            ? Composition.WithCriticalGradients(rule, memory, meanOverCount)
            : Composition.WithCriticalMomenta(rule, memory, meanOverCount);
    }

    /// <summary>The rule of the class under this one: from its source, or from what its assembly says of it.</summary>
    private Rule? RuleOf(INamedTypeSymbol basis, Location? location)
    {
        if (basis.DeclaringSyntaxReferences.Length > 0)
        {
            for (INamedTypeSymbol? under = basis; under is not null; under = AttributeOf(under)?.AttributeClass!.TypeArguments[0] as INamedTypeSymbol)
            {
                if (!SymbolEqualityComparer.Default.Equals(under, type)) continue;
                report(Descriptors.Composition, location, type.Name, "it would be composed of itself", "compose with another class");
                return null;
            }

            if (!IsOptimizer(basis)) return NotAnOptimizer();
            if (DeclarationReader.Read(basis, compilation, cancellation).Declaration is { } declaration) return declaration.Rule;
            report(Descriptors.Composition, location, basis.Name, "it does not compile itself", "see its own errors");
            return null;
        }

        var compiled = basis.GetAttributes().FirstOrDefault(a => a.AttributeClass?.ToDisplayString() == "OptimizerDsl.Compiled.CompiledRuleAttribute");
        if (compiled?.ConstructorArguments.FirstOrDefault().Value is not string text) return NotAnOptimizer();
        try
        {
            return RuleText.Parse(text);
        }
        catch (FormatException)
        {
            report(Descriptors.Composition, location, basis.Name, "its assembly was compiled by a version of OptimizerDsl that this one cannot read", "update the package OptimizerDsl");
            return null;
        }

        Rule? NotAnOptimizer()
        {
            report(Descriptors.Composition, location, basis.Name, "it is not an optimizer that was declared with OptimizerDsl", "mark it [Optimizer], or compose with one that is");
            return null;
        }
    }

    public static bool IsOptimizer(INamedTypeSymbol type) => type.GetAttributes().Any(a =>
        FieldReader.IsDsl(a, "OptimizerAttribute") || FieldReader.IsDsl(a, "MemoryAugmentedAttribute") || IsComposition(a));

    private static T Named<T>(AttributeData attribute, string name, T otherwise) =>
        attribute.NamedArguments.Where(a => a.Key == name).Select(a => a.Value.Value).FirstOrDefault() is T value ? value : otherwise;
}

using Microsoft.CodeAnalysis;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>The names that a declaration leaves to what is generated from it, and to what that inherits.</summary>
internal sealed class ReservedNames(INamedTypeSymbol type, Compilation compilation)
{
    private const string Compiled = "OptimizerDsl.Compiled.";

    private readonly HashSet<string> _ofClass = Inherited(compilation, "CompiledOptimizer", ["Options", "ParamGroup", "State", "Rule"]);
    private readonly HashSet<string> _ofOptions = Inherited(compilation, "CompiledOptions", ["parameters", "options", "state", "memory"]);
    private readonly HashSet<string> _ofState = Inherited(compilation, "CompiledState", ["State", "Rule"]);

    public bool IsHyperparameter(string name) => _ofClass.Contains(name) || _ofOptions.Contains(name);

    public bool IsState(string name) => _ofState.Contains(name);

    /// <summary>The members of the class, and the class itself, that hide or repeat what is generated.</summary>
    public IEnumerable<ISymbol> Conflicts(bool hasBetas, bool hasMomentum)
    {
        if (_ofClass.Contains(type.Name)) yield return type;
        foreach (var member in type.GetMembers().Where(m => m.CanBeReferencedByName && !m.IsImplicitlyDeclared && !GeneratedMembers.Include(m)))
        {
            // What is inherited may be overridden, but not by both parts of the class.
            if (member is IMethodSymbol { MethodKind: MethodKind.Destructor } || member.IsOverride && member.Name is not ("NewState" or "RunReference")) continue;
            if (_ofClass.Contains(member.Name) || member.Name == "Betas" && hasBetas || member.Name == "Momentum" && hasMomentum)
                yield return member;
        }
    }

    private static HashSet<string> Inherited(Compilation compilation, string type, IEnumerable<string> generated)
    {
        var names = new HashSet<string>(generated, StringComparer.Ordinal);
        for (var parent = compilation.GetTypeByMetadataName(Compiled + type); parent is { SpecialType: SpecialType.None }; parent = parent.BaseType)
        {
            names.UnionWith(parent.GetMembers()
                .Where(m => m.CanBeReferencedByName && m.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal)
                .Select(m => m.Name));
        }

        names.UnionWith(compilation.GetSpecialType(SpecialType.System_Object).GetMembers().Where(m => m.CanBeReferencedByName && type != "CompiledOptimizer").Select(m => m.Name));
        return names;
    }
}

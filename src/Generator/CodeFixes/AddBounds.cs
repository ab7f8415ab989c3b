using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using OptimizerDsl.Generator.Declarations;
using OptimizerDsl.Generator.Diagnostics;

namespace OptimizerDsl.CodeFixes;

/// <summary><c>[Hyperparameter] double lr</c> becomes <c>[Hyperparameter(AtLeast = 0)] double lr</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AddBounds() : DeclarationFix(Descriptors.Unbounded.Id)
{
    private protected override IEnumerable<Fix> Fixes(Finding finding)
    {
        if (finding.Node is not VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax field } variable) yield break;
        if (ExpectedBounds.Of(variable.Identifier.ValueText) is not { } bounds || HyperparameterSyntax.Of(finding, variable) is not { } attribute) yield break;

        // Several fields share an attribute: it can have only bounds that suit each of them.
        if (field.Declaration.Variables.Any(v => ExpectedBounds.Of(v.Identifier.ValueText) != bounds)) yield break;
        var bounded = attribute.WithArgumentList(SyntaxFactory.ParseAttributeArgumentList($"({bounds.Arguments})"));
        yield return new Fix($"Add the bounds '{bounds.Arguments}'", () => finding.Root.ReplaceNode(attribute, bounded));
    }
}

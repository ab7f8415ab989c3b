using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using OptimizerDsl.Generator.Diagnostics;

namespace OptimizerDsl.CodeFixes;

/// <summary><c>class Adam</c> becomes <c>partial class Adam</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MakePartial() : DeclarationFix(Descriptors.NotPartial.Id)
{
    private protected override IEnumerable<Fix> Fixes(Finding finding)
    {
        if (finding.Enclosing<ClassDeclarationSyntax>() is not { } type) yield break;
        yield return new Fix($"Make '{type.Identifier.ValueText}' partial", () => finding.Root.ReplaceNode(type, Partial(type)));
    }

    private static ClassDeclarationSyntax Partial(ClassDeclarationSyntax type)
    {
        var partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        if (type.Modifiers.Count > 0) return type.AddModifiers(partial);
        return type
            .WithKeyword(type.Keyword.WithLeadingTrivia())
            .AddModifiers(partial.WithLeadingTrivia(type.Keyword.LeadingTrivia));
    }
}

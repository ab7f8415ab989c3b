using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using OptimizerDsl.Generator.Declarations;

namespace OptimizerDsl.CodeFixes;

/// <summary><c>Math.Sqrt(v)</c> of a tensor becomes <c>Sqrt(v)</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class UseEquations() : DeclarationFix("CS1503")
{
    private const string Equations = "OptimizerDsl.Equations";

    private protected override IEnumerable<Fix> Fixes(Finding finding)
    {
        if (finding.Enclosing<ArgumentSyntax>()?.Parent is not ArgumentListSyntax { Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax function } } list) yield break;
        if (finding.SymbolOf(function.Expression) is not INamedTypeSymbol { Name: "Math" or "MathF" or "Double", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }) yield break;
        if (!list.Arguments.Any(a => finding.Model.GetTypeInfo(a.Expression, finding.Cancellation).Type is { } type && TypeKinds.IsDslType(type))) yield break;

        var name = function.Name.Identifier.ValueText;
        var equations = finding.Model.Compilation.GetTypeByMetadataName(Equations);
        if (equations?.GetMembers(name).IsEmpty != false) yield break;

        var known = finding.Model.LookupSymbols(function.SpanStart, name: name);
        var isImported = known.Any(s => SymbolEqualityComparer.Default.Equals(s.ContainingType, equations));
        if (!known.IsEmpty && !isImported) yield break;

        yield return new Fix($"Use '{name}' of Equations", () =>
        {
            var root = (CompilationUnitSyntax)finding.Root.ReplaceNode(function, function.Name.WithTriviaFrom(function));
            return isImported ? root : Import(root, finding.LineEnd);
        });
    }

    private static CompilationUnitSyntax Import(CompilationUnitSyntax root, SyntaxTrivia lineEnd)
    {
        var directive = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(Equations))
            .WithStaticKeyword(SyntaxFactory.Token(SyntaxKind.StaticKeyword))
            .WithTrailingTrivia(Enumerable.Repeat(lineEnd, root.Usings.Any() ? 1 : 2))
            .WithAdditionalAnnotations(Formatter.Annotation);
        return root.AddUsings(directive);
    }
}

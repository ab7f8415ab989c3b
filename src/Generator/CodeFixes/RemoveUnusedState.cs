using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using OptimizerDsl.Generator.Declarations;
using OptimizerDsl.Generator.Diagnostics;

namespace OptimizerDsl.CodeFixes;

/// <summary>Removes a state that is never read, and the statements that assign it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RemoveUnusedState() : DeclarationFix(Descriptors.StateUnread.Id)
{
    private protected override IEnumerable<Fix> Fixes(Finding finding)
    {
        if (finding.Node is not VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Parent: FieldDeclarationSyntax field } declaration } variable) yield break;
        if (finding.Declared(variable) is not { } state || state.ContainingType.DeclaringSyntaxReferences.Length > 1) yield break;

        var uses = finding.Enclosing<ClassDeclarationSyntax>()!.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == state.Name && SymbolEqualityComparer.Default.Equals(finding.SymbolOf(name), state));
        var assignments = uses.Select(use => Assignment(finding, use)).ToArray();
        if (assignments.Contains(null)) yield break;

        SyntaxNode removed = declaration.Variables.Count > 1 ? variable : field;
        yield return new Fix($"Remove the unused state '{state.Name}'",
            () => finding.Root.RemoveNodes([removed, .. assignments.Distinct()!], SyntaxRemoveOptions.KeepUnbalancedDirectives)!);
    }

    /// <summary>The statement that can go with the state: it assigns it and does nothing else. Null if the use is another.</summary>
    private static StatementSyntax? Assignment(Finding finding, IdentifierNameSyntax use)
    {
        ExpressionSyntax target = use.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } self ? self : use;
        if (target.Parent is not AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax statement } assignment || assignment.Left != target) return null;
        if (!assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) || OffersToMemory(finding, assignment.Right)) return null;
        return statement.Parent switch
        {
            BlockSyntax => statement,
            IfStatementSyntax { Else: null, Parent: BlockSyntax } branch => branch,
            _ => null,
        };
    }

    private static bool OffersToMemory(Finding finding, ExpressionSyntax value) => value.DescendantNodesAndSelf()
        .OfType<InvocationExpressionSyntax>()
        .Any(call => finding.SymbolOf(call) is { ContainingType: { } type } && TypeKinds.IsMemory(type));
}

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using OptimizerDsl.Generator.Diagnostics;

namespace OptimizerDsl.CodeFixes;

/// <summary><c>g += weight_decay * θ;</c> becomes <c>var d = g + weight_decay * θ;</c>, and what follows uses <c>d</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class CopyGradient() : DeclarationFix(Descriptors.GradientAssigned.Id)
{
    private protected override IEnumerable<Fix> Fixes(Finding finding)
    {
        if (finding.Enclosing<MethodDeclarationSyntax>() is not { Body: { } body } || finding.SymbolOf(finding.Node) is not IParameterSymbol gradient) yield break;

        var uses = body.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => SymbolEqualityComparer.Default.Equals(finding.SymbolOf(name), gradient))
            .ToArray();
        if (uses.FirstOrDefault(IsAssigned) is not { } first) yield break;
        var statement = body.Statements.First(s => s.Span.Contains(first.Span));
        var name = FreeName(finding.Enclosing<ClassDeclarationSyntax>()!);
        yield return new Fix($"Assign a local variable '{name}' instead of the gradient", () =>
        {
            // An assignment that always happens becomes the declaration; one in a branch, or of a tuple, needs a copy before it.
            var replaces = first.Parent is AssignmentExpressionSyntax && first.Parent.Parent == statement;
            var declaration = replaces
                ? Declaration(name, Value((AssignmentExpressionSyntax)first.Parent!)).WithTriviaFrom(statement)
                : Declaration(name, first.WithoutTrivia()).WithLeadingTrivia(statement.GetLeadingTrivia()).WithTrailingTrivia(finding.LineEnd);
            var index = body.Statements.IndexOf(statement);
            var after = body.Statements.Skip(index).Select(s => Renamed(s, uses, name)).ToArray();
            after = replaces ? [declaration, .. after.Skip(1)] : [declaration, after[0].WithLeadingTrivia(Indentation(statement)), .. after.Skip(1)];
            return finding.Root.ReplaceNode(body, body.WithStatements([.. body.Statements.Take(index), .. after]));
        });
    }

    /// <summary>Whether an assignment has it on the left, alone or in a tuple.</summary>
    private static bool IsAssigned(ExpressionSyntax use) => use.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == use,
        ParenthesizedExpressionSyntax outer => IsAssigned(outer),
        ArgumentSyntax { Parent: TupleExpressionSyntax outer } => IsAssigned(outer),
        _ => false,
    };

    private static string FreeName(ClassDeclarationSyntax type)
    {
        var taken = new HashSet<string>(type.DescendantTokens().Select(t => t.ValueText), StringComparer.Ordinal);
        return Enumerable.Range(1, int.MaxValue).Select(i => i == 1 ? "d" : "d" + i).First(name => !taken.Contains(name));
    }

    private static StatementSyntax Declaration(string name, ExpressionSyntax value)
    {
        var local = SyntaxFactory.ParseStatement($"var {name} = value;");
        return local.ReplaceNode(local.DescendantNodes().OfType<EqualsValueClauseSyntax>().Single().Value, value);
    }

    private static ExpressionSyntax Value(AssignmentExpressionSyntax assignment)
    {
        if (assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)) return assignment.Right;
        var sign = SyntaxFactory.ParseToken(assignment.OperatorToken.Text.Substring(0, 1)).WithTriviaFrom(assignment.OperatorToken);
        var right = SyntaxFactory.ParenthesizedExpression(assignment.Right).WithAdditionalAnnotations(Simplifier.Annotation);
        var operation = sign.Kind() switch
        {
            SyntaxKind.PlusToken => SyntaxKind.AddExpression,
            SyntaxKind.MinusToken => SyntaxKind.SubtractExpression,
            SyntaxKind.AsteriskToken => SyntaxKind.MultiplyExpression,
            _ => SyntaxKind.DivideExpression,
        };
        return SyntaxFactory.BinaryExpression(operation, assignment.Left.WithoutLeadingTrivia(), sign, right);
    }

    private static IEnumerable<SyntaxTrivia> Indentation(StatementSyntax statement) =>
        statement.GetLeadingTrivia().Reverse().TakeWhile(t => t.IsKind(SyntaxKind.WhitespaceTrivia));

    private static StatementSyntax Renamed(StatementSyntax statement, IEnumerable<IdentifierNameSyntax> uses, string name) =>
        statement.ReplaceNodes(uses.Where(use => statement.Span.Contains(use.Span)), (use, _) => SyntaxFactory.IdentifierName(name).WithTriviaFrom(use));
}

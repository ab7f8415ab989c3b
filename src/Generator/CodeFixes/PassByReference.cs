using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using OptimizerDsl.Generator.Declarations;
using OptimizerDsl.Generator.Diagnostics;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.CodeFixes;

/// <summary><c>Update(Tensor θ, Tensor g)</c> becomes <c>Update(ref Tensor θ, Tensor g)</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class PassByReference() : DeclarationFix(Descriptors.UpdateSignature.Id)
{
    private protected override IEnumerable<Fix> Fixes(Finding finding)
    {
        // Of the mistakes in a signature, only this one is reported at a parameter.
        if (finding.Node is not ParameterSyntax { Parent.Parent: MethodDeclarationSyntax method }) yield break;

        var tensors = method.ParameterList.Parameters.Where(p => IsTensor(finding, p)).ToArray();
        if (tensors.Length == 0) yield break;
        var written = Written(finding, method);
        var parameter = tensors.FirstOrDefault(p => written.Contains(p.Identifier.ValueText)) ?? tensors[0];
        yield return new Fix($"Pass '{parameter.Identifier.ValueText}' by reference", () => finding.Root.ReplaceNode(parameter, ByReference(parameter)));
    }

    private static bool IsTensor(Finding finding, ParameterSyntax parameter) =>
        finding.Declared(parameter) is IParameterSymbol { RefKind: RefKind.None } symbol && TypeKinds.Of(symbol.Type) == Kind.Tensor;

    /// <summary>The names that the method assigns: the gradient is not among them.</summary>
    private static HashSet<string> Written(Finding finding, MethodDeclarationSyntax method)
    {
        var flow = method.Body is { } body ? finding.Model.AnalyzeDataFlow(body) : finding.Model.AnalyzeDataFlow(method.ExpressionBody!.Expression);
        return flow is { Succeeded: true } ? [.. flow.WrittenInside.Select(s => s.Name)] : [];
    }

    private static ParameterSyntax ByReference(ParameterSyntax parameter) => parameter
        .WithType(parameter.Type!.WithLeadingTrivia())
        .AddModifiers(SyntaxFactory.Token(SyntaxKind.RefKeyword).WithTrailingTrivia(SyntaxFactory.Space))
        .WithLeadingTrivia(parameter.GetLeadingTrivia());
}

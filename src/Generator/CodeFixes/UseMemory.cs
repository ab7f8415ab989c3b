using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using OptimizerDsl.Generator.Declarations;
using OptimizerDsl.Generator.Diagnostics;

namespace OptimizerDsl.CodeFixes;

/// <summary>A class without a memory whose Update asks for one becomes <c>[MemoryAugmented]</c>, and the other way around.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class UseMemory() : DeclarationFix(Descriptors.MemoryMismatch.Id)
{
    private protected override IEnumerable<Fix> Fixes(Finding finding) => finding.Node switch
    {
        ParameterSyntax => MarkClass(finding),
        MethodDeclarationSyntax update => TakeMemory(finding, update),
        _ => [],
    };

    private static IEnumerable<Fix> MarkClass(Finding finding)
    {
        if (finding.Enclosing<ClassDeclarationSyntax>() is not { } declaration || finding.Declared(declaration) is not { } type) yield break;
        var mark = type.GetAttributes().First(a => FieldReader.IsDsl(a, "OptimizerAttribute")).ApplicationSyntaxReference;
        if (mark?.SyntaxTree != finding.Root.SyntaxTree || mark.GetSyntax(finding.Cancellation) is not AttributeSyntax { Name: var name }) yield break;

        var word = name.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Last();
        var memoryAugmented = SyntaxFactory.IdentifierName("MemoryAugmented").WithTriviaFrom(word);
        yield return new Fix($"Make '{type.Name}' [MemoryAugmented]", () => finding.Root.ReplaceNode(word, memoryAugmented));
    }

    private static IEnumerable<Fix> TakeMemory(Finding finding, MethodDeclarationSyntax update)
    {
        var list = update.ParameterList;
        var memory = SyntaxFactory.Parameter(SyntaxFactory.Identifier("memory"))
            .WithType(SyntaxFactory.IdentifierName("CriticalMemory").WithTrailingTrivia(SyntaxFactory.Space))
            .WithLeadingTrivia(SyntaxFactory.Space);
        // After the parameter and its gradient; the step usually follows.
        var place = 1 + list.Parameters.LastIndexOf(p => p.Type is not PredefinedTypeSyntax);
        yield return new Fix("Add the parameter 'CriticalMemory memory'",
            () => finding.Root.ReplaceNode(list, list.WithParameters(list.Parameters.Insert(place, memory))));
    }
}

using System.Composition;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using OptimizerDsl.Generator.Diagnostics;

namespace OptimizerDsl.CodeFixes;

/// <summary>A default outside a bound: <c>Below = 1</c> of a default of 1 becomes <c>AtMost = 1</c>, or the bound goes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class AdmitDefault() : DeclarationFix(Descriptors.DefaultOutOfBounds.Id)
{
    private protected override IEnumerable<Fix> Fixes(Finding finding)
    {
        if (finding.Enclosing<VariableDeclaratorSyntax>() is not { Initializer.Value: var initializer } variable) yield break;
        if (HyperparameterSyntax.Of(finding, variable) is not { ArgumentList: { } list }) yield break;

        var defaults = Defaults(finding, initializer).ToArray();
        foreach (var bound in list.Arguments)
        {
            var name = bound.NameEquals?.Name;
            if (Number(finding, bound.Expression) is not { } limit || name is null) continue;
            var outside = defaults.Where(value => Excludes(name.Identifier.ValueText, limit, value)).ToArray();
            if (outside.Length == 0) continue;

            var closed = name.Identifier.ValueText switch { "Above" => "AtLeast", "Below" => "AtMost", _ => null };
            if (closed is not null && outside.All(value => value == limit))
            {
                yield return new Fix($"Replace '{bound}' by '{closed} = {bound.Expression}'",
                    () => finding.Root.ReplaceNode(name, SyntaxFactory.IdentifierName(closed).WithTriviaFrom(name)), "Close");
            }

            yield return new Fix($"Remove the bound '{bound}'", () => Without(finding.Root, list, bound), "Remove");
        }
    }

    private static IEnumerable<double> Defaults(Finding finding, ExpressionSyntax initializer) => initializer is CollectionExpressionSyntax collection
        ? collection.Elements.OfType<ExpressionElementSyntax>().Select(e => Number(finding, e.Expression)).OfType<double>()
        : Number(finding, initializer) is { } value ? [value] : [];

    private static double? Number(Finding finding, ExpressionSyntax expression) =>
        finding.Model.GetConstantValue(expression, finding.Cancellation) is { HasValue: true, Value: IConvertible and not (string or char or bool) and var value }
            ? Convert.ToDouble(value, CultureInfo.InvariantCulture)
            : null;

    private static bool Excludes(string bound, double limit, double value) => bound switch
    {
        "AtLeast" => value < limit,
        "Above" => value <= limit,
        "AtMost" => value > limit,
        _ => value >= limit,
    };

    private static SyntaxNode Without(SyntaxNode root, AttributeArgumentListSyntax list, AttributeArgumentSyntax bound) => list.Arguments.Count == 1
        ? root.RemoveNode(list, SyntaxRemoveOptions.KeepNoTrivia)!
        : root.RemoveNode(bound, SyntaxRemoveOptions.KeepNoTrivia)!;
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using OptimizerDsl.Generator.Declarations;

namespace OptimizerDsl.CodeFixes;

/// <summary>The attribute that makes a field a hyperparameter, as it is written.</summary>
internal static class HyperparameterSyntax
{
    public static AttributeSyntax? Of(Finding finding, VariableDeclaratorSyntax variable) => finding.Declared(variable)?
        .GetAttributes().FirstOrDefault(a => FieldReader.IsDsl(a, "HyperparameterAttribute"))?
        .ApplicationSyntaxReference?.GetSyntax(finding.Cancellation) as AttributeSyntax;
}

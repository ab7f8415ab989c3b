using System.Threading;
using Microsoft.CodeAnalysis;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>The meaning of a piece of syntax, in whichever file of the compilation it is.</summary>
internal static class OperationSource
{
#pragma warning disable RS1030 // A class has parts in several files; the analyzer has no model of the others.
    public static SemanticModel Model(Compilation compilation, SyntaxTree file) => compilation.GetSemanticModel(file);
#pragma warning restore RS1030

    public static IOperation? Of(Compilation compilation, SyntaxNode syntax, CancellationToken cancellation) =>
        Model(compilation, syntax.SyntaxTree).GetOperation(syntax, cancellation);
}

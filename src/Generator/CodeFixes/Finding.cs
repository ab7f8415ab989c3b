using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace OptimizerDsl.CodeFixes;

/// <summary>What a fix starts from: the file, its meaning, and the node that a diagnostic points to.</summary>
internal sealed class Finding(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellation)
{
    public SyntaxNode Root => root;

    public SemanticModel Model => model;

    public SyntaxNode Node { get; } = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);

    /// <summary>How this file ends its lines.</summary>
    public SyntaxTrivia LineEnd => root.DescendantTrivia().Where(t => t.IsKind(SyntaxKind.EndOfLineTrivia)).Append(SyntaxFactory.LineFeed).First();

    public CancellationToken Cancellation => cancellation;

    /// <summary>The innermost node of this kind around the diagnostic.</summary>
    public T? Enclosing<T>() where T : SyntaxNode => Node.FirstAncestorOrSelf<T>();

    public ISymbol? SymbolOf(SyntaxNode reference) => model.GetSymbolInfo(reference, cancellation).Symbol;

    public ISymbol? Declared(SyntaxNode declaration) => model.GetDeclaredSymbol(declaration, cancellation);
}

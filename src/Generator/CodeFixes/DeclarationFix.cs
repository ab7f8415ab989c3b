using System.Collections.Immutable;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace OptimizerDsl.CodeFixes;

/// <summary>A provider of fixes that each change one file; all of them can be applied to a whole solution at once.</summary>
public abstract class DeclarationFix : CodeFixProvider
{
    private protected DeclarationFix(params string[] ids) => FixableDiagnosticIds = [.. ids];

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var document = context.Document;
        var root = await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null) return;

        foreach (var diagnostic in context.Diagnostics)
        foreach (var fix in Fixes(new Finding(root, model, diagnostic, context.CancellationToken)))
        {
            var action = CodeAction.Create(fix.Title, _ => Task.FromResult(document.WithSyntaxRoot(fix.Change())), GetType().Name + fix.Kind);
            context.RegisterCodeFix(action, diagnostic);
        }
    }

    /// <summary>The ways to repair this, the best first; none if there is no safe one.</summary>
    private protected abstract IEnumerable<Fix> Fixes(Finding finding);
}

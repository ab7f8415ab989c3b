using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace OptimizerDsl.CodeFixes.Tests;

/// <summary>Applies a fix as an editor does, and compares the file with what it should be.</summary>
internal static class Repair
{
    /// <summary>The fix of the marked place, by its title, gives this text, in which only these diagnostics are left.</summary>
    public static async Task Gives<TFix>(string title, string before, string after, params string[] remaining) where TFix : DeclarationFix, new()
    {
        var marked = Marked.Parse(before);
        var document = Project.Open(marked.Text);
        var fix = new TFix();
        var diagnostics = await Findings(document, fix);
        Assert.Equal(marked.Spans, diagnostics.Select(d => d.Location.SourceSpan));

        var offered = await Offers(document, fix, diagnostics[0]);
        await Check(Assert.Single(offered, action => action.Title == title), document, after, remaining);
    }

    /// <summary>The same fix applied to every marked place at once.</summary>
    public static async Task OfAllGives<TFix>(string before, string after, params string[] remaining) where TFix : DeclarationFix, new()
    {
        var marked = Marked.Parse(before);
        var document = Project.Open(marked.Text);
        var fix = new TFix();
        var diagnostics = await Findings(document, fix);
        Assert.Equal(marked.Spans, diagnostics.Select(d => d.Location.SourceSpan));

        var first = (await Offers(document, fix, diagnostics[0]))[0];
        var context = new FixAllContext(document, fix, FixAllScope.Document, first.EquivalenceKey!, fix.FixableDiagnosticIds, new Known(diagnostics), default);
        await Check((await fix.GetFixAllProvider().GetFixAsync(context))!, document, after, remaining);
    }

    /// <summary>There is a diagnostic at the marked place, but no safe repair.</summary>
    public static async Task IsNotOffered<TFix>(string source) where TFix : DeclarationFix, new()
    {
        var marked = Marked.Parse(source);
        var document = Project.Open(marked.Text);
        var fix = new TFix();
        var diagnostics = await Findings(document, fix);
        Assert.Equal(marked.Spans, diagnostics.Select(d => d.Location.SourceSpan));
        Assert.Empty(await Offers(document, fix, diagnostics[0]));
    }

    private static async Task<ImmutableArray<Diagnostic>> Findings(Document document, DeclarationFix fix) =>
        [.. (await Project.Diagnose(document)).Where(d => fix.FixableDiagnosticIds.Contains(d.Id))];

    private static async Task<List<CodeAction>> Offers(Document document, DeclarationFix fix, Diagnostic diagnostic)
    {
        var offers = new List<CodeAction>();
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => offers.Add(action), default));
        return offers;
    }

    private static async Task Check(CodeAction action, Document document, string after, string[] remaining)
    {
        var change = Assert.Single((await action.GetOperationsAsync(default)).OfType<ApplyChangesOperation>());
        var repaired = change.ChangedSolution.GetDocument(document.Id)!;
        Assert.Equal(after, (await repaired.GetTextAsync()).ToString());
        Assert.Equal(remaining, (await Project.Diagnose(repaired)).Select(d => d.Id));
    }

    private sealed class Known(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Microsoft.CodeAnalysis.Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);

        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Microsoft.CodeAnalysis.Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);
    }
}

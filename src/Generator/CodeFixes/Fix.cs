using Microsoft.CodeAnalysis;

namespace OptimizerDsl.CodeFixes;

/// <summary>One way to repair a finding.</summary>
/// <param name="title">What the editor offers, as an order.</param>
/// <param name="change">Computes the repaired file.</param>
/// <param name="kind">Tells apart the ways of one provider: "fix all" applies one of them everywhere.</param>
internal sealed class Fix(string title, Func<SyntaxNode> change, string kind = "")
{
    public string Title => title;

    public SyntaxNode Change() => change();

    public string Kind => kind;
}

using OptimizerDsl.Generator.Diagnostics;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>An optimizer class as declared: the incremental model, free of symbols.</summary>
internal sealed record OptimizerDeclaration(string Namespace, string Name, string Summary, Rule Rule, bool IsComposed)
{
    /// <summary>The same declaration, wherever it was written.</summary>
    public OptimizerDeclaration WithoutLines() => this with { Rule = Rule.WithoutLines() };

    public string FullName => Namespace.Length == 0 ? Name : Namespace + "." + Name;
}

/// <summary>What reading a class gave: a declaration, or the reasons why there is none.</summary>
internal sealed record ReadResult(OptimizerDeclaration? Declaration, EquatableArray<DiagnosticInfo> Diagnostics);

using OptimizerDsl.Generator.Diagnostics;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>An optimizer class as declared: the incremental model, free of symbols.</summary>
internal sealed record OptimizerDeclaration(string Namespace, string Name, string Summary, Rule Rule, bool IsComposed)
{
    /// <summary>Whether it is in error: what is generated then has the members that others refer to, and does nothing.</summary>
    public bool IsShell { get; init; }

    /// <summary>The class without its equations.</summary>
    public OptimizerDeclaration Shell() => this with
    {
        IsShell = true,
        Rule = Rule with { Arguments = default, Locals = default, Statements = default, Kept = default, Constraints = default },
    };

    /// <summary>The same declaration, wherever it was written.</summary>
    public OptimizerDeclaration WithoutLines() => this with { Rule = Rule.WithoutLines() };

    public string FullName => Namespace.Length == 0 ? Name : Namespace + "." + Name;
}

/// <summary>What reading a class gave: a declaration, or the reasons why there is none.</summary>
/// <param name="Shell">The class without equations, so that the reasons are the only errors; null where it has no place for them.</param>
internal sealed record ReadResult(OptimizerDeclaration? Declaration, OptimizerDeclaration? Shell, EquatableArray<DiagnosticInfo> Diagnostics);

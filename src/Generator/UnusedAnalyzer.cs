using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Declarations;
using OptimizerDsl.Generator.Diagnostics;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator;

/// <summary>Warns of hyperparameters that a rule asks for and does not use.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnusedAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.Unused];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind != TypeKind.Class || !CompositionReader.IsOptimizer(type)) return;
        if (DeclarationReader.Read(type, context.Compilation, context.CancellationToken).Declaration is not { IsComposed: false, Rule: var rule }) return;

        var used = new HashSet<string>(Access.Of(rule.Statements).Select(a => a.Name), StringComparer.Ordinal);
        used.UnionWith(rule.Kept.SelectMany(k => k.Value.Reads()));
        used.UnionWith(rule.States.SelectMany(s => new[] { s.Per, s.When, s.Initial.Hyperparameter }).OfType<string>());
        foreach (var hyperparameter in rule.Fields.Where(h => !used.Contains(h.Name)))
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.Unused, type.GetMembers(hyperparameter.Name)[0].Locations[0], hyperparameter.Name));
    }
}

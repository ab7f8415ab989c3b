using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using OptimizerDsl.Generator.Declarations;
using OptimizerDsl.Generator.Diagnostics;

namespace OptimizerDsl.Generator;

/// <summary>Suggests bounds for hyperparameters that have none. Unlike <see cref="DeclarationAnalyzer"/> it never objects.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BoundsAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.Unbounded];

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
        if (!CompositionReader.IsOptimizer(type)) return;
        var fields = new FieldReader(type, context.Compilation, static (_, _, _) => { }, context.CancellationToken);
        fields.Read();
        foreach (var hyperparameter in fields.Hyperparameters)
        {
            if (ExpectedBounds.MissingFrom(hyperparameter) is { } bounds)
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.Unbounded, fields.Location(hyperparameter.Name), hyperparameter.Name, bounds.Words, bounds.Arguments));
        }
    }
}

using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Declarations;
using OptimizerDsl.Generator.Emission;

namespace OptimizerDsl.Generator;

/// <summary>Compiles optimizer declarations. What is wrong with one is reported by <see cref="DeclarationAnalyzer"/>.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class OptimizerGenerator : IIncrementalGenerator
{
    internal const string OptimizerAttribute = "OptimizerDsl.OptimizerAttribute";
    internal const string MemoryAugmentedAttribute = "OptimizerDsl.MemoryAugmentedAttribute";

    private static readonly string[] s_attributes =
    [
        OptimizerAttribute, MemoryAugmentedAttribute, MemoryAugmentedAttribute + "`1",
        "OptimizerDsl.DecoupledWeightDecayAttribute`1", "OptimizerDsl.ClippedAttribute`1", "OptimizerDsl.CautiousAttribute`1",
    ];

    /// <summary>The name of the step whose output is a declaration, for tests of incrementality.</summary>
    internal const string DeclarationStep = "Declaration";

    private static readonly Encoding s_utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        foreach (var attribute in s_attributes)
        {
            var declarations = context.SyntaxProvider
                .ForAttributeWithMetadataName(attribute, static (_, _) => true, (c, t) => Read(c, attribute, t))
                .Where(static d => d is not null)
                .WithTrackingName(DeclarationStep);
            context.RegisterSourceOutput(declarations, static (output, declaration) => Emit(output, declaration!));
        }
    }

    private static OptimizerDeclaration? Read(GeneratorAttributeSyntaxContext context, string attribute, CancellationToken cancellation)
    {
        // [MemoryAugmented] implies [Optimizer]: a class that has both is compiled once.
        if (attribute == OptimizerAttribute && context.TargetSymbol.GetAttributes().Any(a => FieldReader.IsDsl(a, "MemoryAugmentedAttribute"))) return null;
        return DeclarationReader.Read((INamedTypeSymbol)context.TargetSymbol, context.SemanticModel.Compilation, cancellation).Declaration;
    }

    private static void Emit(SourceProductionContext output, OptimizerDeclaration declaration)
    {
        output.AddSource(declaration.FullName + ".g.cs", SourceText.From(OptimizerEmitter.Emit(declaration), s_utf8));
        output.AddSource(declaration.FullName + ".Rule.g.cs", SourceText.From(RuleEmitter.Emit(declaration, Planner.Plan(declaration.Rule)), s_utf8));
    }
}

using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Declarations;
using OptimizerDsl.Generator.Diagnostics;
using OptimizerDsl.Generator.Emission;
using OptimizerDsl.Generator.Emission.Cuda;

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
        "OptimizerDsl.DecoupledWeightDecayAttribute`1", "OptimizerDsl.ClippedAttribute`1", "OptimizerDsl.ClippedByValueAttribute`1",
        "OptimizerDsl.CautiousAttribute`1",
    ];

    /// <summary>The name of the step whose output is a declaration, for tests of incrementality.</summary>
    internal const string DeclarationStep = "Declaration";

    /// <summary>The MSBuild property that asks for <c>#line</c> directives, as analyzers see it.</summary>
    private const string LineMappingProperty = "build_property.OptimizerDslLineMapping";

    private static readonly Encoding s_utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var isMapped = context.AnalyzerConfigOptionsProvider.Select(static (options, _) =>
            options.GlobalOptions.TryGetValue(LineMappingProperty, out var value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase));
        var declarations = s_attributes.Select(attribute => context.SyntaxProvider
            .ForAttributeWithMetadataName(attribute, static (_, _) => true, (c, t) => Read(c, attribute, t))
            .Combine(isMapped).Select(static (d, _) => d.Right ? d.Left : d.Left?.WithoutLines())
            .Where(static d => d is not null).Select(static (d, _) => d!)
            .WithTrackingName(DeclarationStep)).ToArray();

        // Two classes may have names that differ only in case, which files may not.
        var homonyms = declarations
            .Select(d => d.Select(static (declaration, _) => declaration.FullName).Collect())
            .Aggregate(static (a, b) => a.Combine(b).Select(static (names, _) => names.Left.AddRange(names.Right)))
            .Select(static (names, _) => FileNames.Homonyms(names));
        foreach (var each in declarations)
        {
            var named = each.Combine(homonyms).Select(static (d, _) => (Declaration: d.Left, File: FileNames.Of(d.Left, d.Right)));
            context.RegisterSourceOutput(named, static (output, d) => Emit(output, d.Declaration, d.File));
        }
    }

    private static OptimizerDeclaration? Read(GeneratorAttributeSyntaxContext context, string attribute, CancellationToken cancellation)
    {
        // While the code is being written, the attribute may stand on anything.
        if (context.TargetSymbol is not INamedTypeSymbol { TypeKind: TypeKind.Class } type) return null;

        // A class may have several of the attributes, on several of its parts: it is compiled once, where the first of them stands.
        var first = type.GetAttributes().First(a => a.AttributeClass is { } c && s_attributes.Contains(EagerMethods.MetadataName(c.OriginalDefinition)));
        if (EagerMethods.MetadataName(first.AttributeClass!.OriginalDefinition) != attribute) return null;
        if (first.ApplicationSyntaxReference?.GetSyntax(cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>() != context.TargetNode) return null;
        var result = DeclarationReader.Read(type, context.SemanticModel.Compilation, cancellation);
        return result.Declaration ?? result.Shell;
    }

    private static void Emit(SourceProductionContext output, OptimizerDeclaration declaration, string file)
    {
        try
        {
            foreach (var (kind, text) in Sources(declaration)) output.AddSource(file + kind + ".g.cs", SourceText.From(text, s_utf8));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A fault of one declaration is none of the others.
            output.ReportDiagnostic(Diagnostic.Create(Descriptors.Fault, Location.None, declaration.Name, e.GetType().Name + ": " + e.Message));
            if (!declaration.IsShell) Emit(output, declaration.Shell(), file);
        }
    }

    private static (string Kind, string Text)[] Sources(OptimizerDeclaration declaration)
    {
        var optimizer = ("", OptimizerEmitter.Emit(declaration));
        if (declaration.IsShell) return [optimizer];
        var plan = Planner.Plan(declaration.Rule);
        return [optimizer, (".Rule", RuleEmitter.Emit(declaration, plan)), (".Cuda", CudaEmitter.Emit(declaration, plan))];
    }
}

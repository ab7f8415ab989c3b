using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using OptimizerDsl.Generator.Diagnostics;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>Reads an optimizer class into its declaration. The generator and the analyzer both call it, so they cannot disagree.</summary>
internal sealed class DeclarationReader
{
    private readonly INamedTypeSymbol _type;
    private readonly Compilation _compilation;
    private readonly CancellationToken _cancellation;
    private readonly List<DiagnosticInfo> _diagnostics = [];
    private readonly FieldReader _fields;
    private bool _hasPlace;

    private DeclarationReader(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        _type = type;
        _compilation = compilation;
        _cancellation = cancellation;
        _fields = new FieldReader(type, compilation, Report, cancellation);
    }

    public static ReadResult Read(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        var reader = new DeclarationReader(type, compilation, cancellation);
        OptimizerDeclaration? declaration = null;
        try
        {
            declaration = reader.Read();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            reader.Report(Descriptors.Fault, type.Locations[0], type.Name, e.GetType().Name + ": " + e.Message);
        }

        var isSound = declaration is not null && reader._diagnostics.Count == 0;
        return new ReadResult(isSound ? declaration : null, isSound ? null : reader.Shell(declaration), reader._diagnostics.ToEquatableArray());
    }

    private void Report(DiagnosticDescriptor descriptor, Location? location, params string[] arguments) =>
        _diagnostics.Add(new DiagnosticInfo(descriptor, LocationInfo.From(location), EquatableArray.Of(arguments)));

    private OptimizerDeclaration? Read()
    {
        if (_type.Name.Length == 0 || !CheckClass()) return null;
        if (CompositionReader.AttributeOf(_type) is { } composition)
            return ReadComposition(composition);
        _fields.Read();
        _hasPlace = ConstructorChecks.Run(_type, _fields.Hyperparameters, Report, _cancellation);

        var update = FindUpdate();
        if (update is null) return null;

        var lowering = new UpdateLowering(_fields, Report, OperationOf, _cancellation);
        var rule = lowering.Lower(update.Value.Method, update.Value.Body);
        var constraints = new ConstraintReader(_fields, Report, OperationOf).Read();
        if (rule is null || constraints is null || _fields.IsBroken || _diagnostics.Count > 0) return null;

        RuleChecks.Run(rule, _fields, update.Value.Method, Report);

        return Declaration(rule with { Constraints = constraints.ToEquatableArray() }, isComposed: false);
    }

    private OptimizerDeclaration? ReadComposition(AttributeData attribute)
    {
        var composed = new CompositionReader(_type, _compilation, Report, _cancellation).Read(attribute) is { } rule ? WithKnownDefaults(rule) : null;
        _hasPlace = ConstructorChecks.Run(_type, composed?.Hyperparameters ?? default, Report, _cancellation);
        return composed is null ? null : Declaration(composed, isComposed: true);
    }

    /// <summary>The class with what could be read of its fields, unless its own members would collide with those of the shell.</summary>
    private OptimizerDeclaration? Shell(OptimizerDeclaration? declaration)
    {
        if (!_hasPlace || _fields.HasConflicts) return null;
        return (declaration ?? Declaration(_fields.Known, isComposed: false)).Shell();
    }

    /// <summary>A default that only the class under this one can compute is none here: the value must be given.</summary>
    private static Rule WithKnownDefaults(Rule rule) => rule with
    {
        Hyperparameters = rule.Hyperparameters
            .Select(h => h with { IsRequired = h.IsRequired || h.Default is null && h.Entries.Count == 0 && h.Type != HyperparameterType.ElementType })
            .ToEquatableArray(),
    };

    private OptimizerDeclaration Declaration(Rule rule, bool isComposed)
    {
        if (_diagnostics.Count == 0) RoomChecks.Run(rule, _type, Report);
        return new OptimizerDeclaration(NameOf(_type.ContainingNamespace), _type.Name, Documentation.Summary(_type, _cancellation), rule, isComposed);
    }

    private IOperation? OperationOf(SyntaxNode syntax) => OperationSource.Of(_compilation, syntax, _cancellation);

    private static string NameOf(INamespaceSymbol space) =>
        space.ContainingNamespace is { IsGlobalNamespace: false } outer ? NameOf(outer) + "." + space.Name : space.Name;

    private bool CheckClass()
    {
        var name = _type.Locations[0];
        if (_type.TypeParameters.Length > 0) Report(Descriptors.UnsupportedClass, name, _type.Name, "generic");
        else if (_type.ContainingType is not null) Report(Descriptors.UnsupportedClass, name, _type.Name, "nested in another type");
        else if (_type.IsFileLocal) Report(Descriptors.UnsupportedClass, name, _type.Name, "local to a file");
        else if (_type.IsStatic) Report(Descriptors.UnsupportedClass, name, _type.Name, "static");
        else if (_type.IsAbstract) Report(Descriptors.UnsupportedClass, name, _type.Name, "abstract");
        else if (_type.IsRecord) Report(Descriptors.UnsupportedClass, name, _type.Name, "a record");
        else if (_type.BaseType is { SpecialType: not SpecialType.System_Object } parent && parent.ToDisplayString() != "OptimizerDsl.Compiled.CompiledOptimizer")
            Report(Descriptors.UnsupportedClass, name, _type.Name, $"derived from '{parent.Name}'");
        else if (Parts().Any(p => p.ParameterList is not null)) Report(Descriptors.UnsupportedClass, name, _type.Name, "given a primary constructor");
        else if (!Parts().Any(p => p.Modifiers.Any(SyntaxKind.PartialKeyword))) Report(Descriptors.NotPartial, name, _type.Name);
        else CheckProject(name);
        return _diagnostics.Count == 0;
    }

    /// <summary>What generated code needs that a project may lack: better said here than by errors in that code.</summary>
    private void CheckProject(Location name)
    {
        if (_compilation.Options is CSharpCompilationOptions { AllowUnsafe: false })
            Report(Descriptors.Project, name, _type.Name, "its kernels work on the memory of tensors, and unsafe code is not allowed", "write '<AllowUnsafeBlocks>true</AllowUnsafeBlocks>' in the project file");
        if (name.SourceTree?.Options is CSharpParseOptions { LanguageVersion: < LanguageVersion.CSharp12 } options)
            Report(Descriptors.Project, name, _type.Name, $"its language version is {options.LanguageVersion.ToDisplayString()}, and generated code is C# 12", "write '<LangVersion>12</LangVersion>' in the project file, or update the SDK");
        if (_compilation.GetTypeByMetadataName("TorchSharp.torch") is null)
            Report(Descriptors.Project, name, _type.Name, "it does not reference TorchSharp", "run 'dotnet add package TorchSharp-cpu'");
        if (Emission.SourceFile.Aliases.FirstOrDefault(alias => IsGlobalAlias(alias, name.SourceTree!)) is { } taken)
            Report(Descriptors.Project, name, _type.Name, $"it has a global using of the name '{taken}', which generated code uses", "give it another name");
    }

    private bool IsGlobalAlias(string name, SyntaxTree file) => OperationSource.Model(_compilation, file).LookupNamespacesAndTypes(0, name: name).OfType<IAliasSymbol>()
        .Any(a => a.DeclaringSyntaxReferences.Any(r => r.GetSyntax(_cancellation) is UsingDirectiveSyntax { GlobalKeyword.RawKind: not (int)SyntaxKind.None }));

    private IEnumerable<ClassDeclarationSyntax> Parts() =>
        _type.DeclaringSyntaxReferences.Select(r => r.GetSyntax(_cancellation)).OfType<ClassDeclarationSyntax>();

    private (IMethodSymbol Method, IOperation Body)? FindUpdate()
    {
        var methods = _type.GetMembers("Update").OfType<IMethodSymbol>()
            .Where(m => m.DeclaringSyntaxReferences.Length > 0).ToArray();
        if (methods.Length != 1)
        {
            var where = methods.Length == 0 ? _type.Locations[0] : methods[1].Locations[0];
            Report(Descriptors.UpdateCount, where, _type.Name, methods.Length == 0 ? "none" : methods.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return null;
        }

        var method = methods[0].PartialImplementationPart ?? methods[0];
        var syntax = (MethodDeclarationSyntax)method.DeclaringSyntaxReferences[0].GetSyntax(_cancellation);
        if (syntax.Body is null && syntax.ExpressionBody is null || OperationOf(syntax) is not { } body)
        {
            Report(Descriptors.UpdateSignature, method.Locations[0], "has no body", "write its equations");
            return null;
        }

        return (method, body);
    }
}

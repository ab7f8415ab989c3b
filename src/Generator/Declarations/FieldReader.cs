using System.Globalization;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using OptimizerDsl.Generator.Diagnostics;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

internal delegate void Report(DiagnosticDescriptor descriptor, Location? location, params string[] arguments);

/// <summary>Reads the hyperparameters, states and memory that a class declares.</summary>
internal sealed class FieldReader(INamedTypeSymbol type, Compilation compilation, Report report, CancellationToken cancellation)
{
    private static readonly string[] s_ofState = ["step", "memory"];

    private readonly ReservedNames _reserved = new(type, compilation);

    public INamedTypeSymbol Type => type;

    public List<Hyperparameter> Hyperparameters { get; } = [];

    public List<StateField> States { get; } = [];

    public Memory? Memory { get; private set; }

    /// <summary>The states whose beginning is stated, even if it is zero.</summary>
    public HashSet<string> Begun { get; } = new(StringComparer.Ordinal);

    /// <summary>The fields that have an attribute but are in error: there is no more to say about their uses.</summary>
    public HashSet<string> Rejected { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether something that C# itself reports keeps the declaration from making sense.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether a member of the class has a name that is left to what is generated.</summary>
    public bool HasConflicts { get; private set; }

    /// <summary>What can be generated of the fields, whatever else is wrong.</summary>
    public Rule Known => Rule.OfFields(
        Hyperparameters.Where(h => !IsAmbiguous(h.Name)),
        States.Where(s => !IsAmbiguous(s.Field) && SyntaxFacts.IsValidIdentifier(s.Name) && !s_ofState.Contains(s.Name) && !_reserved.IsState(s.Name))
            .GroupBy(s => s.Name).Select(g => g.First()),
        Memory);

    public Location? Location(string field) => type.GetMembers(field).FirstOrDefault()?.Locations[0];

    public void Read()
    {
        foreach (var field in type.GetMembers().OfType<IFieldSymbol>().Where(f => !f.IsImplicitlyDeclared))
        {
            var hyperparameter = field.GetAttributes().FirstOrDefault(a => IsDsl(a, "HyperparameterAttribute"));
            var state = field.GetAttributes().FirstOrDefault(a => IsDsl(a, "StateAttribute"));
            if (hyperparameter is not null && state is not null)
                report(Descriptors.FieldType, field.Locations[0], field.Name, TypeKinds.Text(field.Type), "state", "Tensor, TensorBank, torch.Tensor, Scalar or double, and not a hyperparameter as well");
            else if (hyperparameter is not null) ReadHyperparameter(field, hyperparameter);
            else if (state is not null) ReadState(field, state);
            else continue;
            if (!IsOwn(field.Name)) Rejected.Add(field.Name);
        }

        IsBroken |= Hyperparameters.Select(h => h.Name).Concat(States.Select(s => s.Field)).Any(IsAmbiguous);

        if (type.GetAttributes().FirstOrDefault(a => IsDsl(a, "MemoryAugmentedAttribute")) is { } memory) ReadMemory(memory);
        CheckStates();
        CheckNames();
    }

    public static bool IsDsl(AttributeData attribute, string name) =>
        attribute.AttributeClass is { ContainingNamespace: { Name: "OptimizerDsl", ContainingNamespace.IsGlobalNamespace: true } } c
        && c.Name == name;

    private void ReadHyperparameter(IFieldSymbol field, AttributeData attribute)
    {
        if (IsErroneous(field, attribute) || IsForbidden(field, "hyperparameter")) return;
        HyperparameterType? kind = field.Type.SpecialType switch
        {
            SpecialType.System_Double => HyperparameterType.Double,
            SpecialType.System_Int32 => HyperparameterType.Integer,
            SpecialType.System_Boolean => HyperparameterType.Boolean,
            _ => TypeKinds.Of(field.Type) == Kind.Coefficients ? HyperparameterType.Coefficients : null,
        };
        if (kind is null || field.IsStatic || field.IsConst || field.IsReadOnly || field.IsRequired)
        {
            report(Descriptors.FieldType, field.Locations[0], field.Name, Modifiers(field) + TypeKinds.Text(field.Type),
                "hyperparameter", "double, int, bool or Coefficients, neither static, const, readonly nor required");
            return;
        }

        if (field.Name == "lr" && kind != HyperparameterType.Double)
        {
            report(Descriptors.FieldType, field.Locations[0], field.Name, TypeKinds.Text(field.Type), "hyperparameter", "double where it is named lr, the learning rate that schedulers set");
            return;
        }

        var initializer = Initializer(field);
        var hyperparameter = new Hyperparameter(
            field.Name, kind.Value, Constant(initializer), initializer is null,
            Bound(attribute, "AtLeast"), Bound(attribute, "Above"), Bound(attribute, "AtMost"), Bound(attribute, "Below"),
            Documentation.Summary(field, cancellation))
        {
            Entries = Entries(initializer),
        };
        CheckDefault(hyperparameter, initializer?.GetLocation() ?? field.Locations[0], report);
        Hyperparameters.Add(hyperparameter);
    }

    private void ReadState(IFieldSymbol field, AttributeData attribute)
    {
        if (IsErroneous(field, attribute) || IsForbidden(field, "state") || !Enumerations.Check(attribute, report, field.Locations[0])) return;
        var shape = Named(attribute, "Shape")?.Value as string;
        if (EagerMethods.IsTorchTensor(field.Type) || shape is not null)
        {
            ReadShapedState(field, attribute, shape);
            return;
        }

        var kind = TypeKinds.Of(field.Type);
        var isNumber = kind == Kind.Host && field.Type.SpecialType == SpecialType.System_Double || kind == Kind.Scalar && field.Type.Name == "Scalar";
        if (!isNumber && kind is not (Kind.Tensor or Kind.Bank) || field.IsStatic || field.IsReadOnly || field.IsRequired)
        {
            report(Descriptors.FieldType, field.Locations[0], field.Name, Modifiers(field) + TypeKinds.Text(field.Type),
                "state", "Tensor, TensorBank with Per, torch.Tensor with Shape, Scalar or double, neither static, readonly nor required");
            return;
        }

        var per = Named(attribute, "Per")?.Value as string;
        if (kind == Kind.Bank != per is not null)
        {
            report(Descriptors.FieldType, field.Locations[0], field.Name, field.Type.Name, "state",
                kind == Kind.Bank ? "TensorBank only with [State(Per = nameof(coefficients))], which says how many tensors it has" : "TensorBank where it has Per");
            return;
        }

        var when = Named(attribute, "When")?.Value as string;
        if (isNumber && when is not null)
        {
            report(Descriptors.FieldType, field.Locations[0], field.Name, field.Type.Name, "state", "Tensor or TensorBank where it has When (a number is always there)");
            return;
        }

        var (precision, isStochastic) = PrecisionOf(attribute);
        if (isNumber && (precision != Precision.Same || isStochastic))
        {
            report(Descriptors.FieldType, field.Locations[0], field.Name, kind == Kind.Scalar ? "Scalar" : "double", "state", "Tensor or TensorBank where it has Precision or StochasticRounding (a number is kept in float64)");
            return;
        }

        var over = (Over)(Named(attribute, "Over")?.Value as int? ?? 0);
        if (!isNumber && over != Over.Tensor)
        {
            report(Descriptors.FieldType, field.Locations[0], field.Name, field.Type.Name, "state", "Scalar or double where it has Over (a tensor belongs to its parameter)");
            return;
        }

        CheckRounding($"state '{field.Name}'", precision, isStochastic, field.Locations[0], report);
        if (Named(attribute, "Init") is not null) Begun.Add(field.Name);
        States.Add(new StateField(field.Name, NameOf(field, attribute), kind!.Value, per, when, InitialOf(field, attribute), precision, isStochastic) { Over = over });
    }

    /// <summary>A state in a shape of its own, which only eager methods read and write.</summary>
    private void ReadShapedState(IFieldSymbol field, AttributeData attribute, string? shape)
    {
        if (!EagerMethods.IsTorchTensor(field.Type) || shape is null || field.IsStatic || field.IsReadOnly || field.IsRequired || attribute.NamedArguments.Any(a => a.Key != "Shape"))
        {
            report(Descriptors.FieldType, field.Locations[0], field.Name, Modifiers(field) + field.Type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat),
                "state", "torch.Tensor where it has Shape, and nothing else beside its name, neither static, readonly nor required");
            return;
        }

        if (!IsShapeMethod(shape))
        {
            report(Descriptors.StateShape, field.Locations[0], field.Name, shape);
            return;
        }

        States.Add(new StateField(field.Name, NameOf(field, attribute), Kind.Torch, null, null, Initial.Zero) { Shape = new ShapeMethod(EagerMethods.MetadataName(type), shape) });
    }

    private bool IsShapeMethod(string name) => type.GetMembers(name).OfType<IMethodSymbol>().Any(m =>
        m is { IsStatic: true, IsGenericMethod: false, Parameters: { Length: 1 } parameters } && parameters[0].RefKind == RefKind.None && IsSizes(parameters[0].Type) && IsSizes(m.ReturnType));

    private static bool IsSizes(ITypeSymbol type) => type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Int64 };

    private static string NameOf(IFieldSymbol field, AttributeData attribute) =>
        attribute.ConstructorArguments.Length > 0 && attribute.ConstructorArguments[0].Value is string name ? name : field.Name;

    private Initial InitialOf(IFieldSymbol field, AttributeData attribute) => Named(attribute, "Init") switch
    {
        null => new Initial(InitialKind.Number, Constant(Initializer(field)) ?? 0),
        { Type.Name: "Init", Value: int value } => new Initial(value == 0 ? InitialKind.Parameter : InitialKind.Gradient),
        { Value: string name } => new Initial(InitialKind.Hyperparameter, Hyperparameter: name),
        { Value: IConvertible number } => new Initial(InitialKind.Number, number.ToDouble(CultureInfo.InvariantCulture)),
        _ => Initial.Zero,
    };

    private void ReadMemory(AttributeData attribute)
    {
        var capacity = Named(attribute, "Capacity")?.Value as int? ?? 5;
        var decay = Named(attribute, "Decay")?.Value as double? ?? 0.7;
        var location = attribute.ApplicationSyntaxReference?.GetSyntax(cancellation).GetLocation();
        Enumerations.Check(attribute, report, location);
        var (precision, isStochastic) = PrecisionOf(attribute);
        if (Named(attribute, "HasBufferDtype")?.Value is not true) CheckRounding("critical memory", precision, isStochastic, location, report);
        Memory = new Memory(capacity, decay, (Replacement)(Named(attribute, "Replacement")?.Value as int? ?? 0), precision, isStochastic, Named(attribute, "HasBufferDtype")?.Value is true);
        foreach (var hyperparameter in Memory.Hyperparameters)
        {
            CheckDefault(hyperparameter, location, report);
            if (Hyperparameters.Any(h => h.Name == hyperparameter.Name))
            {
                report(Descriptors.ReservedName, Location(hyperparameter.Name), hyperparameter.Name);
                HasConflicts = true;
            }

            Hyperparameters.Add(hyperparameter);
        }
    }

    /// <summary>How an attribute says that a state or a memory is kept.</summary>
    public static (Precision Precision, bool IsStochastic) PrecisionOf(AttributeData attribute) =>
        ((Precision)(Named(attribute, "Precision")?.Value as int? ?? 0), Named(attribute, "StochasticRounding")?.Value is true);

    public static void CheckRounding(string what, Precision precision, bool isStochastic, Location? location, Report report)
    {
        if (isStochastic && precision == Precision.Same) report(Descriptors.NothingToRound, location, what);
    }

    private void CheckStates()
    {
        var names = new HashSet<string>(s_ofState, StringComparer.Ordinal);
        foreach (var state in States)
        {
            if (!SyntaxFacts.IsValidIdentifier(state.Name)) report(Descriptors.InvalidStateName, Location(state.Field), state.Name, state.Field);
            else if (!names.Add(state.Name) || _reserved.IsState(state.Name)) report(Descriptors.DuplicateState, Location(state.Field), state.Name, state.Field);
            if (state.Per is { } per && !Rejected.Contains(per) && !Hyperparameters.Any(h => h.Name == per && h.Type == HyperparameterType.Coefficients))
                report(Descriptors.UnknownName, Location(state.Field), state.Field, per, "Per", "of type Coefficients");
            if (state.When is { } when && !Rejected.Contains(when) && !Hyperparameters.Any(h => h.Name == when && h.Type is not (HyperparameterType.Coefficients or HyperparameterType.ElementType)))
                report(Descriptors.UnknownName, Location(state.Field), state.Field, when, "When", "of type bool, double or int");
            if (state.Initial.Hyperparameter is { } init && !Rejected.Contains(init) && !Hyperparameters.Any(h => h.Name == init && h.Type is HyperparameterType.Double or HyperparameterType.Integer))
                report(Descriptors.UnknownName, Location(state.Field), state.Field, init, "Init", "of type double or int");
            if (state.Kind == Kind.Bank && state.Precision != Precision.Same && state.Initial != Initial.Zero)
                report(Descriptors.FieldType, Location(state.Field), state.Field, "TensorBank", "state", "Tensor where it has both Init and Precision");
            if (state.Kind is Kind.Host or Kind.Scalar && state.Initial.Kind is InitialKind.Parameter or InitialKind.Gradient)
                report(Descriptors.FieldType, Location(state.Field), state.Field, state.Kind == Kind.Scalar ? "Scalar" : "double", "state", "Tensor where it begins as the parameter or the gradient");
        }
    }

    private void CheckNames()
    {
        bool Has(string name) => Hyperparameters.Any(h => h.Name == name && h.Type == HyperparameterType.Double);
        var conflicts = _reserved.Conflicts(Has("beta1") && Has("beta2"), Has("momentum")).Concat(
            type.GetMembers().OfType<IFieldSymbol>().Where(f => IsOwn(f.Name) && (Rule.Implied.Contains(f.Name) || Hyperparameters.Any(h => h.Name == f.Name) && _reserved.IsHyperparameter(f.Name))));
        foreach (var symbol in conflicts.Distinct<ISymbol>(SymbolEqualityComparer.Default))
        {
            report(Descriptors.ReservedName, symbol.Locations[0], symbol.Name);
            HasConflicts = true;
        }
    }

    /// <summary>Whether C# itself says that the field has no name, or that of another member.</summary>
    private bool IsAmbiguous(string field) => field.Length == 0 || type.GetMembers(field).Length > 1;

    /// <summary>Whether a hyperparameter or state has this name.</summary>
    public bool IsOwn(string name) => Hyperparameters.Any(h => h.Name == name) || States.Any(s => s.Field == name);

    private bool IsErroneous(IFieldSymbol field, AttributeData attribute)
    {
        var isErroneous = field.Type.TypeKind == TypeKind.Error
            || attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(a => a.Value)).Any(a => a.Kind is TypedConstantKind.Error or TypedConstantKind.Array);
        IsBroken |= isErroneous;
        return isErroneous;
    }

    /// <summary>Whether generated code would be in error for using a field: nothing there can allow it.</summary>
    private bool IsForbidden(IFieldSymbol field, string role)
    {
        var mark = field.GetAttributes().FirstOrDefault(a => a.AttributeClass is { } c
            && (c.ToDisplayString() == "System.ObsoleteAttribute" && a.ConstructorArguments.Any(v => v.Value is true)
                || c.ToDisplayString() == "System.Diagnostics.CodeAnalysis.ExperimentalAttribute"));
        if (mark is not null) report(Descriptors.Forbidden, field.Locations[0], role, field.Name, mark.AttributeClass!.Name.Replace("Attribute", ""));
        return mark is not null;
    }

    /// <summary>Reports a default that is outside the bounds.</summary>
    public static void CheckDefault(Hyperparameter h, Location? location, Report report)
    {
        foreach (var entry in h.Entries.Where(e => IsOutOfBounds(h, e)).Take(1))
            report(Descriptors.DefaultOutOfBounds, location, h.Name, entry.ToString("R", CultureInfo.InvariantCulture), Documentation.Bounds(h));
        if (h.Default is not { } value || h.Type == HyperparameterType.Boolean) return;
        if (IsOutOfBounds(h, value))
            report(Descriptors.DefaultOutOfBounds, location, h.Name, value.ToString("R", CultureInfo.InvariantCulture), Documentation.Bounds(h));
    }

    private static bool IsOutOfBounds(Hyperparameter h, double value) =>
        value < h.AtLeast || value <= h.Above || value > h.AtMost || value >= h.Below || double.IsNaN(value) || double.IsInfinity(value);

    private ExpressionSyntax? Initializer(IFieldSymbol field) =>
        field.DeclaringSyntaxReferences.Select(r => r.GetSyntax(cancellation)).OfType<VariableDeclaratorSyntax>()
            .FirstOrDefault()?.Initializer?.Value;

    /// <summary>The value of a constant initializer. Anything else is evaluated at run time, by the class itself.</summary>
    private double? Constant(ExpressionSyntax? initializer) => initializer switch
    {
        null => null,
        LiteralExpressionSyntax literal => Number(literal.Token.Value) ?? (literal.IsKind(SyntaxKind.TrueLiteralExpression) ? 1 : literal.IsKind(SyntaxKind.FalseLiteralExpression) ? 0 : null),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } minus => -Constant(minus.Operand),
        ParenthesizedExpressionSyntax parenthesized => Constant(parenthesized.Expression),
        _ => OperationSource.Of(compilation, initializer, cancellation)?.ConstantValue is { HasValue: true, Value: var value } ? value is bool truth ? truth ? 1 : 0 : Number(value) : null,
    };

    private static double? Number(object? value) => value is IConvertible number and not (string or char or bool) ? number.ToDouble(CultureInfo.InvariantCulture) : null;

    private EquatableArray<double> Entries(ExpressionSyntax? initializer)
    {
        if (initializer is not CollectionExpressionSyntax collection) return EquatableArray<double>.Empty;
        var entries = collection.Elements.Select(e => e is ExpressionElementSyntax element ? Constant(element.Expression) : null).ToArray();
        return entries.All(e => e is not null) ? entries.Select(e => e!.Value).ToEquatableArray() : EquatableArray<double>.Empty;
    }

    private static TypedConstant? Named(AttributeData attribute, string name) =>
        attribute.NamedArguments.Where(a => a.Key == name).Select(a => (TypedConstant?)a.Value).FirstOrDefault();

    private static double Bound(AttributeData attribute, string name) => Named(attribute, name)?.Value as double? ?? double.NaN;

    private static string Modifiers(IFieldSymbol field) =>
        field.IsConst ? "const " : (field.IsStatic ? "static " : "") + (field.IsRequired ? "required " : "") + (field.IsReadOnly ? "readonly " : "");
}

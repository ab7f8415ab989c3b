using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using OptimizerDsl.Generator.Diagnostics;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>Lowers the expressions of <c>Update</c>. Null means that a diagnostic was reported.</summary>
internal sealed partial class ExpressionLowering(Scope scope, Report report, Action<Statement> emit, Func<SyntaxNode, IOperation?> operationOf)
{
    private static readonly Dictionary<string, Operation> EquationFunctions = new(StringComparer.Ordinal)
    {
        ["Sqrt"] = Operation.Sqrt, ["Rsqrt"] = Operation.Rsqrt, ["Square"] = Operation.Square, ["Pow"] = Operation.Pow,
        ["Abs"] = Operation.Abs, ["Sign"] = Operation.Sign, ["Exp"] = Operation.Exp, ["Log"] = Operation.Log,
        ["Tanh"] = Operation.Tanh, ["Max"] = Operation.Max, ["Min"] = Operation.Min, ["Clamp"] = Operation.Clamp,
        ["Lerp"] = Operation.Lerp, ["Where"] = Operation.Where, ["Norm"] = Operation.Norm, ["Sum"] = Operation.Sum,
        ["Mean"] = Operation.Mean, ["Dot"] = Operation.Dot, ["MaxAbs"] = Operation.MaxAbs, ["CountWhere"] = Operation.Sum,
    };

    private static readonly HashSet<string> MathFunctions = new(StringComparer.Ordinal)
    {
        "Sqrt", "Cbrt", "Pow", "Abs", "Sign", "Exp", "Log", "Log2", "Log10", "Tanh", "Sin", "Cos", "Tan", "Atan", "Max", "Min",
        "Clamp", "Floor", "Ceiling", "Round", "Truncate",
    };

    /// <summary>Those that round to float as float64 does.</summary>
    private static readonly HashSet<string> MathFFunctions = new(StringComparer.Ordinal) { "Sqrt", "Abs", "Sign", "Max", "Min", "Clamp", "Floor", "Ceiling", "Round", "Truncate" };

    /// <summary>Whether the function is one of Equations, for values of all kinds.</summary>
    public static bool IsEquation(string function) => EquationFunctions.ContainsKey(function);

    /// <summary>How many ifs surround what is being lowered.</summary>
    public int Depth { get; set; }

    public Expression? Lower(IOperation operation)
    {
        _nesting++;
        var value = _nesting > Deepest ? TooLarge(operation) : LowerNested(operation);
        // Banks stand for their expressions, and so do the arguments of own methods: what was written in many statements may be one.
        if (--_nesting == 0 && value is not null && IsLarge(value)) value = TooLarge(operation);
        return value;
    }

    private Expression? LowerNested(IOperation operation)
    {
        if (operation.ConstantValue is { HasValue: true, Value: { } constant })
        {
            if (constant is bool truth) return new Literal(truth ? 1 : 0, Kind.Condition);
            if (constant is double or float or int or long)
                return new Literal(Convert.ToDouble(constant, System.Globalization.CultureInfo.InvariantCulture));
        }

        // Where a local was refused, what it is used for needs no word.
        if (IsLong(operation) && !(operation is ILocalReferenceOperation { Local: var refused } && scope.Value(refused) is null)) return Unsupported(operation, "a number of the host is a double or an int: use one of these");
        return operation switch
        {
            IConversionOperation { OperatorMethod: null, Conversion: { IsNumeric: true } or { IsIdentity: true } } conversion
                when TypeKinds.Of(conversion.Operand.Type) == TypeKinds.Of(conversion.Type) => LowerConversion(conversion),
            IParenthesizedOperation parenthesized => Lower(parenthesized.Operand),
            IConversionOperation conversion when IsFromTorch(conversion, out var torch) => LowerTorch(conversion, torch),
            ILocalReferenceOperation local => LowerLocal(local),
            IParameterReferenceOperation parameter => LowerParameter(parameter),
            IFieldReferenceOperation field => LowerField(field),
            IPropertyReferenceOperation property => LowerProperty(property),
            IUnaryOperation unary => LowerUnary(unary),
            IBinaryOperation binary => LowerChain(binary),
            IConditionalOperation conditional => LowerSelect(conditional),
            IInvocationOperation call => LowerCall(call),
            _ => Unsupported(operation, "write it with operators and the functions of Equations"),
        };
    }

    /// <summary>The value of a compound assignment: that of its operator, in the operator's type, converted to the variable's.</summary>
    public Expression? LowerCompound(ICompoundAssignmentOperation compound) =>
        Combine(compound, compound.OperatorKind, (compound.Target, Lower(compound.Target)), compound.Value, compound.IsChecked) is { } value
            ? Converted(value, compound.Value.Type, compound.Target.Type, compound.IsChecked)
            : null;

    private Expression? Unsupported(IOperation operation, string advice)
    {
        report(Descriptors.UnsupportedExpression, operation.Syntax.GetLocation(), "'" + UpdateLowering.Text(operation.Syntax) + "'", advice);
        return null;
    }

    private Expression? LowerConversion(IConversionOperation conversion) =>
        Lower(conversion.Operand) is { } operand ? Converted(operand, conversion.Operand.Type, conversion.Type, conversion.IsChecked) : null;

    private Expression? LowerLocal(ILocalReferenceOperation local)
    {
        if (scope.Value(local.Local) is { } value) return value;
        if (scope.IsStale(local.Local)) return Unsupported(local, "what it was computed from has changed since: use it before that, or assign it again");
        if (TypeKinds.Of(local.Type) is not { } kind) return Unsupported(local, "its type has no meaning in an update rule");
        scope.IsBroken = true; // Read before it is assigned: C# reports it.
        return null;
    }

    private Expression? LowerParameter(IParameterReferenceOperation reference)
    {
        var name = reference.Parameter.Name;
        if (scope.Value(reference.Parameter) is { } argument) return argument;
        if (name == scope.Parameter || name == scope.Gradient) return new Read(name, Kind.Tensor);
        if (name == scope.Step) return new Read(name, Kind.Host);
        return Unsupported(reference, TypeKinds.IsMemory(reference.Parameter.Type) ? "the memory is used through its members" : "write it with operators and the functions of Equations");
    }

    private Expression? LowerField(IFieldReferenceOperation reference)
    {
        var name = reference.Field.Name;
        var own = reference.Instance is IInstanceReferenceOperation;
        if (own && scope.Fields.Hyperparameters.FirstOrDefault(h => h.Name == name) is { } hyperparameter)
        {
            return new Read(name, hyperparameter.Type switch
            {
                HyperparameterType.Boolean => Kind.Condition,
                HyperparameterType.Coefficients => Kind.Coefficients,
                _ => Kind.Host,
            });
        }

        if (own && scope.Fields.States.FirstOrDefault(s => s.Field == name) is { } state)
            return state.Kind.IsElementwise() ? new Read(name, state.Kind) : scope.Number(reference.Field, state.Kind);
        if (!scope.Fields.Rejected.Contains(name)) report(Descriptors.PlainField, reference.Syntax.GetLocation(), name);
        return null;
    }

    private Expression? LowerProperty(IPropertyReferenceOperation reference)
    {
        var name = reference.Property.Name;
        if (TypeKinds.IsMemory(reference.Property.ContainingType))
        {
            var count = scope.Offered
                ? Apply.Of(Operation.Min, Kind.Host, Apply.Of(Operation.Add, Kind.Host, MemoryCount, new Literal(1)), Capacity)
                : MemoryCount;
            switch (name)
            {
                case "Sum": return new Read(Memory.Sum, Kind.Tensor);
                case "Mean": return Apply.Of(Operation.Multiply, Kind.Tensor, new Read(Memory.Sum, Kind.Tensor), Memory.ReciprocalOrZero(count));
                case "Count": return count;
                case "Capacity": return Capacity;
            }
        }

        if (IsOwn(reference.Property)) return Inline(reference.Property, reference, []);
        if (name == "Count" && reference.Instance is { } instance && TypeKinds.Of(instance.Type) == Kind.Coefficients && Lower(instance) is Read coefficients)
            return Apply.Of(Operation.Length, Kind.Host, coefficients);
        return Unsupported(reference, "of properties, only those of CriticalMemory and Coefficients.Count are known");
    }

    private static Expression MemoryCount => new Read(Memory.Count, Kind.Host);

    private static Expression Capacity => new Read(Memory.CapacityName, Kind.Host);

    private Expression? LowerUnary(IUnaryOperation unary)
    {
        if (Lower(unary.Operand) is not { } operand || TypeKinds.Of(unary.Type) is not { } kind) return null;
        return unary.OperatorKind switch
        {
            UnaryOperatorKind.Plus => operand,
            UnaryOperatorKind.Minus when kind == Kind.Host => Negated(operand, unary.Type, unary.IsChecked),
            UnaryOperatorKind.Minus => Apply.Of(Operation.Negate, kind, operand),
            UnaryOperatorKind.Not => Apply.Of(Operation.Not, kind, operand),
            _ => Unsupported(unary, "of unary operators, only + - ! are known"),
        };
    }

    private Expression? Combine(IOperation whole, BinaryOperatorKind op, (IOperation Operation, Expression? Value) left, IOperation right, bool isChecked)
    {
        Operation? operation = op switch
        {
            BinaryOperatorKind.Add => Operation.Add,
            BinaryOperatorKind.Subtract => Operation.Subtract,
            BinaryOperatorKind.Multiply => Operation.Multiply,
            BinaryOperatorKind.Divide => Operation.Divide,
            BinaryOperatorKind.Remainder => Operation.Remainder,
            BinaryOperatorKind.LessThan => Operation.Less,
            BinaryOperatorKind.LessThanOrEqual => Operation.LessOrEqual,
            BinaryOperatorKind.GreaterThan => Operation.Greater,
            BinaryOperatorKind.GreaterThanOrEqual => Operation.GreaterOrEqual,
            BinaryOperatorKind.Equals => Operation.Equal,
            BinaryOperatorKind.NotEquals => Operation.NotEqual,
            BinaryOperatorKind.And or BinaryOperatorKind.ConditionalAnd => Operation.And,
            BinaryOperatorKind.Or or BinaryOperatorKind.ConditionalOr => Operation.Or,
            _ => null,
        };
        if (operation is null || TypeKinds.Of(whole.Type) is not { } kind) return Unsupported(whole, "of binary operators, only + - * / %, comparisons, && || & | are known");
        var (a, b) = (left.Value, Lower(right));
        if (a is null || b is null) return null;
        if (!kind.IsElementwise() && kind != Kind.Scalar && (a.Kind == Kind.Condition) != (b.Kind == Kind.Condition))
            return Unsupported(whole, "compare numbers with numbers");
        if (operation is Operation.And or Operation.Or && a.Kind == Kind.Host)
            return Unsupported(whole, "& and | combine truth values: for the bits of a number, use / and %");
        if (!Fit(whole.Syntax, a, b)) return null;
        // An operator of numbers has both in one type, to which C# converts the right one itself.
        if (kind == Kind.Host) return Arithmetic(operation.Value, Converted(a, left.Operation.Type, right.Type), b, right.Type, isChecked);
        // The second of two answers is computed whatever the first is, unless the operator says otherwise.
        if (op is BinaryOperatorKind.And or BinaryOperatorKind.Or && MayThrow(b)) b = Named("answer", b, right);
        return Apply.Of(operation.Value, kind, a, b);
    }

    private Expression? LowerSelect(IConditionalOperation conditional)
    {
        if (TypeKinds.Of(conditional.Type) is not { } kind || conditional.WhenFalse is null) return Unsupported(conditional, "both sides must be values of the rule");
        var condition = Lower(conditional.Condition);
        Depth++;
        var a = Lower(conditional.WhenTrue);
        var b = Lower(conditional.WhenFalse);
        Depth--;
        return condition is null || a is null || b is null || !Fit(conditional.Syntax, a, b) ? null : Apply.Of(Operation.Select, kind, condition, a, b);
    }

    private Expression? LowerCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (IsAggregate(call, out _)) return Aggregate(call, null);
        if (EagerMethods.IsMeant(method)) return Invoke(call, null);
        if (IsOwn(method)) return Inline(method, call, call.Arguments);
        var isEquation = TypeKinds.IsDslType(method.ContainingType) && method.ContainingType.Name == "Equations";
        // double.Sqrt is Math.Sqrt.
        var isMath = method.IsStatic && method.ContainingType.ToDisplayString() is "System.Math" or "System.MathF" or "double";
        if (!isEquation && !isMath || TypeKinds.Of(method.ReturnType) is not { } kind) return UnknownMethod(call);

        var over = Over.Tensor;
        var arguments = new List<Expression>();
        foreach (var argument in call.Arguments.OrderBy(a => a.Parameter!.Ordinal))
        {
            if (argument.Parameter!.Type is { TypeKind: TypeKind.Enum, Name: "Over" })
            {
                if (argument.Value.ConstantValue is not { HasValue: true, Value: int value }) return Unsupported(argument.Value, "what a reduction runs over must be a constant");
                if (!Enumerations.Check(argument.Parameter.Type, value, report, argument.Value.Syntax.GetLocation())) return null;
                over = (Over)value;
                continue;
            }

            if (Lower(argument.Value) is not { } lowered) return null;
            arguments.Add(lowered);
        }

        if (!Fit(call.Syntax, [.. arguments])) return null;
        if (isEquation && method.Name == "Count")
        {
            var count = new Read(Rule.ElementCount, Kind.Host);
            return kind == Kind.Host ? count : new Apply(Operation.Sum, kind, EquatableArray.Of<Expression>(count), over);
        }

        if (isMath) return MathFunction(call, arguments);
        if (kind == Kind.Host && method.Name is not ("Sum" or "Mean")) return HostFunction(method.Name, arguments);
        if (!EquationFunctions.TryGetValue(method.Name, out var operation)) return UnknownMethod(call);

        if (operation is Operation.Sum or Operation.Mean && arguments[0].Kind is Kind.Bank or Kind.Coefficients)
            operation = operation == Operation.Sum ? Operation.BankSum : Operation.BankMean;
        if (method.Name == "CountWhere") arguments = [Apply.Of(Operation.Where, Kind.Tensor, arguments[0], new Literal(1), new Literal(0))];
        // A choice of tensors by one truth value is a choice per element whose mask is the same everywhere.
        if (operation == Operation.Where && kind == Kind.Tensor && arguments[0].Kind == Kind.Scalar)
            arguments[0] = Apply.Of(Operation.Greater, Kind.Mask, arguments[0], new Literal(0));
        return new Apply(operation, kind, arguments.ToEquatableArray(), over);
    }

    private Expression? UnknownMethod(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var advice = method is { IsStatic: true, DeclaringSyntaxReferences.Length: > 0 } && TypeKinds.Of(method.ReturnType) is not null
            ? $"move it into the class '{scope.Fields.Type.Name}', whose own methods are written out"
            : "use the functions of Equations and, for host numbers, those of Math";
        report(Descriptors.UnsupportedMethod, call.Syntax.GetLocation(), method.ContainingType.Name + "." + method.Name, advice);
        return null;
    }

    private static Expression HostFunction(string name, List<Expression> a) => name switch
    {
        "Sign" => Apply.Of(Operation.Sign, Kind.Host, a[0]),
        "Clamp" => Apply.Of(Operation.Clamp, Kind.Host, a[0], a[1], a[2]),
        "Rsqrt" => Apply.Of(Operation.Divide, Kind.Host, new Literal(1), new Call("Sqrt", a.ToEquatableArray())),
        "Square" => Apply.Of(Operation.Multiply, Kind.Host, a[0], a[0]),
        "Lerp" => Apply.Of(Operation.Add, Kind.Host, a[0], Apply.Of(Operation.Multiply, Kind.Host, a[2], Apply.Of(Operation.Subtract, Kind.Host, a[1], a[0]))),
        _ => new Call(name, a.ToEquatableArray()),
    };

    public static bool IsAggregate(IOperation operation, out IInvocationOperation call)
    {
        call = (operation as IInvocationOperation)!;
        return call is not null && call.TargetMethod.Name == "Aggregate" && TypeKinds.IsMemory(call.TargetMethod.ContainingType);
    }

    /// <summary><c>memory.Aggregate(x)</c>: x plus the mean of the memory (over its capacity), then x is offered.</summary>
    public Expression? Aggregate(IInvocationOperation call, string? target, string text = "")
    {
        if (Candidate(call) is not { } candidate) return null;
        var value = Memory.Aggregated(candidate);
        target ??= scope.Temporary("aggregated", Kind.Tensor);
        emit(new Assign(target, value, text.Length > 0 ? text : UpdateLowering.Text(call.Syntax)));
        EmitOffer(candidate, scope.Fields.Memory!.DefaultPriority(scope.Gradient), "");
        return new Read(target, Kind.Tensor);
    }

    public void LowerOffer(IInvocationOperation call)
    {
        if (call.TargetMethod.Name != "Offer")
        {
            report(Descriptors.UnsupportedMethod, call.Syntax.GetLocation(), "CriticalMemory." + call.TargetMethod.Name, "of the memory's, use Aggregate and Offer");
            return;
        }

        if (Candidate(call) is not { } candidate) return;
        var priority = call.Arguments.Length > 1 ? Lower(call.Arguments[1].Value) : scope.Fields.Memory!.DefaultPriority(scope.Gradient);
        if (priority is null) return;
        EmitOffer(candidate, priority, UpdateLowering.Text(call.Syntax));
    }

    private void EmitOffer(Expression candidate, Expression priority, string text)
    {
        emit(new Offer(candidate, priority, text));
        scope.Offered = true;
        scope.Change(Memory.Sum);
        scope.Change(Memory.Count);
    }

    private Expression? Candidate(IInvocationOperation call)
    {
        if (Depth > 0 || scope.Offered)
        {
            report(Descriptors.OfferMisplaced, call.Syntax.GetLocation());
            return null;
        }

        var value = Lower(call.Arguments[0].Value);
        if (value is null or Read) return value;
        var name = scope.Temporary("candidate", Kind.Tensor);
        emit(new Assign(name, value, UpdateLowering.Text(call.Arguments[0].Syntax)));
        return new Read(name, Kind.Tensor);
    }
}

using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using OptimizerDsl.Generator.Diagnostics;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>Lowers the statements of <c>Update</c> to the rule's own statements.</summary>
internal sealed partial class UpdateLowering
{
    /// <summary>How deep statements may be nested, so that no stack is too small for them.</summary>
    private const int Deepest = 100;

    private readonly FieldReader _fields;
    private readonly Report _report;
    private readonly CancellationToken _cancellation;
    private readonly ExpressionLowering _expressions;
    private readonly Scope _scope;
    private readonly List<UpdateArgument> _arguments = [];
    private List<Statement> _statements = [];
    private SourceLine? _at;
    private int _nesting;

    public UpdateLowering(FieldReader fields, Report report, Func<SyntaxNode, IOperation?> operationOf, CancellationToken cancellation)
    {
        _fields = fields;
        _report = report;
        _cancellation = cancellation;
        _scope = new Scope(fields);
        _expressions = new ExpressionLowering(_scope, report, Emit, operationOf);
    }

    public Rule? Lower(IMethodSymbol method, IOperation body)
    {
        if (!ReadSignature(method)) return null;

        // Before the first branch, so that one which alone assigns a number is held against what it was before.
        _ = Kept(method.ContainingType).ToArray();
        var block = body is IMethodBodyOperation b ? b.BlockBody ?? b.ExpressionBody : null;
        // A return at the very end changes nothing.
        var operations = block?.Operations ?? [];
        foreach (var operation in operations)
            if (operation is not IReturnOperation { ReturnedValue: null } || operation != operations[operations.Length - 1]) LowerStatement(operation);
        if (_scope.IsBroken) return null;

        return new Rule(
            _fields.Hyperparameters.ToEquatableArray(), _fields.States.ToEquatableArray(), _fields.Memory,
            _scope.Parameter, _scope.Gradient, _scope.Step, _arguments.ToEquatableArray(),
            _scope.Locals.ToEquatableArray(), _statements.ToEquatableArray(), Kept(method.ContainingType).ToEquatableArray());
    }

    private IEnumerable<Kept> Kept(INamedTypeSymbol type) =>
        from state in _fields.States
        where !state.Kind.IsElementwise()
        select new Kept(state.Field, _scope.Number(type.GetMembers(state.Field).OfType<IFieldSymbol>().First(), state.Kind));

    private void Emit(Statement statement) => _statements.Add(statement with { At = _at });

    private void LowerStatement(IOperation operation)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (operation is not IBlockOperation && Erroneous.Is(operation is IConditionalOperation { Condition: var condition } ? condition : operation))
        {
            _scope.IsBroken = true;
            ReportMasks(operation);
            _expressions.ReportTorchArithmetic(operation);
            ReportNotOnHost(operation);
            return;
        }

        if (_nesting >= Deepest)
        {
            _report(Descriptors.UnsupportedStatement, operation.Syntax.GetLocation(), $"a statement within {Deepest} others");
            return;
        }

        var outer = _at;
        if (operation is not IBlockOperation) _at = LineOf(operation.Syntax);
        _nesting++;
        LowerSound(operation);
        _nesting--;
        _at = outer;
    }

    private static SourceLine LineOf(SyntaxNode syntax) => new(syntax.SyntaxTree.FilePath, syntax.GetLocation().GetLineSpan().StartLinePosition.Line + 1);

    private void LowerSound(IOperation operation)
    {
        switch (operation)
        {
            case IVariableDeclarationGroupOperation group:
                foreach (var declaration in group.Declarations)
                foreach (var declarator in declaration.Declarators)
                    LowerLocal(declarator);
                break;
            case IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { IsRef: false } assignment }:
                LowerAssignment(assignment, assignment.Target, () => _expressions.Lower(assignment.Value));
                break;
            case IExpressionStatementOperation { Operation: ICompoundAssignmentOperation compound }:
                LowerAssignment(compound, compound.Target, () => _expressions.LowerCompound(compound));
                break;
            case IExpressionStatementOperation { Operation: IDeconstructionAssignmentOperation deconstruction }:
                LowerDeconstruction(deconstruction);
                break;
            case IExpressionStatementOperation { Operation: IInvocationOperation call } when TypeKinds.IsMemory(call.TargetMethod.ContainingType):
                if (call.TargetMethod.Name == "Aggregate") _expressions.Aggregate(call, null);
                else _expressions.LowerOffer(call);
                break;
            case IConditionalOperation branch:
                LowerBranch(branch);
                break;
            case IBlockOperation block:
                foreach (var inner in block.Operations) LowerStatement(inner);
                break;
            case IEmptyOperation or IReturnOperation { ReturnedValue: null, IsImplicit: true }:
                break;
            default:
                _report(Descriptors.UnsupportedStatement, operation.Syntax.GetLocation(), Describe(operation));
                break;
        }
    }

    /// <summary>A condition per element is an error of types, but of the kind that needs the explanation.</summary>
    private void ReportMasks(IOperation operation)
    {
        var conditionals = operation is IConditionalOperation branch ? [branch] : operation.Descendants().OfType<IConditionalOperation>();
        foreach (var conditional in conditionals)
        {
            if (conditional.Condition is IConversionOperation { Operand: var mask } && TypeKinds.Of(mask.Type) == Kind.Mask)
                _report(Descriptors.ElementCondition, mask.Syntax.GetLocation(), operation == conditional ? "an 'if'" : "'?:'");
        }
    }

    /// <summary>So is a double that would have to be known before the step.</summary>
    private void ReportNotOnHost(IOperation operation)
    {
        foreach (var part in operation is IConditionalOperation { Condition: var condition } ? condition.DescendantsAndSelf() : operation.DescendantsAndSelf())
        {
            if (part is IConversionOperation { Conversion.Exists: false, Type.SpecialType: SpecialType.System_Double, Operand: var operand } && InStep(operand) is { } type)
                _report(Descriptors.NotOnHost, operand.Syntax.GetLocation(), type, Text(operand.Syntax), "compute with it as a Scalar: 'var' or 'Scalar' instead of 'double'");
            if (part is not IInvalidOperation { Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var function } called } } invocation) continue;
            if (invocation.SemanticModel?.GetSymbolInfo(called.Expression, _cancellation).Symbol is not INamedTypeSymbol { Name: "Math" or "MathF" or "Double", ContainingNamespace.Name: "System" }) continue;
            foreach (var argument in invocation.ChildOperations.Where(o => InStep(o) is not null))
                _report(Descriptors.NotOnHost, argument.Syntax.GetLocation(), InStep(argument)!, Text(argument.Syntax), ExpressionLowering.IsEquation(function) ? $"use {function} of Equations instead of {called.Expression}.{function}" : $"Equations has no {function}: write it with the functions that it has");
        }
    }

    private static string? InStep(IOperation value) => TypeKinds.Of(value.Type) is Kind.Scalar or Kind.Tensor ? value.Type!.Name : null;

    private void LowerLocal(IVariableDeclaratorOperation declarator)
    {
        var local = declarator.Symbol;
        if (local.IsConst) return;
        var initializer = declarator.Initializer?.Value ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer?.Value;
        if (TypeKinds.Of(local.Type) is not { } kind || local.IsRef)
        {
            if (initializer is not null && _expressions.ReportTorchArithmetic(initializer)) return;
            _report(Descriptors.UnsupportedStatement, declarator.Syntax.GetLocation(), local.IsRef ? "a local variable that is a reference" : $"a local variable of type '{TypeKinds.Text(local.Type)}'");
            return;
        }

        if (initializer is null) return;
        if (ExpressionLowering.IsAggregate(initializer, out var aggregate))
        {
            var name = _scope.Define(local, kind);
            _expressions.Aggregate(aggregate, name, Text(declarator.Syntax));
            _scope.Change(name);
            return;
        }

        if (ExpressionLowering.IsEager(initializer, out var call))
        {
            var name = _scope.Define(local, kind);
            _expressions.Invoke(call, name, Text(declarator.Syntax));
            _scope.Change(name);
            return;
        }

        if (_expressions.Lower(initializer) is { } value) AssignLocal(local, kind, value, Text(declarator.Syntax));
    }

    private void AssignLocal(ISymbol local, Kind kind, Expression value, string text)
    {
        if (kind == Kind.Bank) _scope.Inline(local, value);
        else EmitChange(_scope.Define(local, kind), value, text);
    }

    private void EmitChange(string target, Expression value, string text)
    {
        Emit(new Assign(target, value, text));
        _scope.Change(target);
        if (value.Kind == Kind.Coefficients) _scope.HasLengthOf(target, value);
    }

    private void LowerAssignment(IOperation assignment, IOperation target, Func<Expression?> lowerValue)
    {
        var at = target.Syntax.GetLocation();
        switch (target)
        {
            case ILocalReferenceOperation { Local: var local } when TypeKinds.Of(local.Type) is { } kind:
                if (lowerValue() is { } localValue) AssignLocal(local, kind, localValue, Text(assignment.Syntax));
                break;
            case IParameterReferenceOperation { Parameter.Name: var name } when name == _scope.Parameter:
                if (lowerValue() is { } parameterValue) EmitChange(name, parameterValue, Text(assignment.Syntax));
                break;
            case IParameterReferenceOperation { Parameter.Name: var name }:
                if (name == _scope.Gradient) _report(Descriptors.GradientAssigned, at, name);
                else _report(Descriptors.HyperparameterAssigned, at, "argument", name);
                break;
            case IFieldReferenceOperation { Field: var field } when _fields.States.FirstOrDefault(s => s.Field == field.Name) is { Kind: Kind.Host or Kind.Scalar } number:
                if (lowerValue() is { } numberValue) AssignLocal(field, number.Kind, numberValue, Text(assignment.Syntax));
                break;
            case IFieldReferenceOperation { Field: var field } when _fields.States.Any(s => s.Field == field.Name && s.Kind == Kind.Torch):
                LowerRenewal(assignment, field.Name);
                break;
            case IFieldReferenceOperation { Field: var field } when _fields.States.Any(s => s.Field == field.Name):
                if (lowerValue() is { } stateValue && _expressions.Fits(field.Name, stateValue, assignment.Syntax))
                    EmitChange(field.Name, stateValue, Text(assignment.Syntax));
                break;
            case IFieldReferenceOperation { Field: var field } when _fields.Hyperparameters.Any(h => h.Name == field.Name):
                _report(Descriptors.HyperparameterAssigned, at, "hyperparameter", field.Name);
                break;
            case IFieldReferenceOperation { Field: var field }:
                if (!_fields.Rejected.Contains(field.Name)) _report(Descriptors.PlainField, at, field.Name);
                break;
            default:
                _report(Descriptors.UnsupportedStatement, at, "an assignment to '" + target.Syntax + "'");
                break;
        }
    }

    /// <summary>A state in a shape of its own becomes what an eager method returns.</summary>
    private void LowerRenewal(IOperation assignment, string state)
    {
        if ((assignment as ISimpleAssignmentOperation)?.Value is not { } value || !ExpressionLowering.IsEagerCall(value, out var call))
            _report(Descriptors.StateRenewed, assignment.Syntax.GetLocation(), state, $"write '{state} = Method(...)', with a method that is marked [Eager]");
        else if (_scope.Renewed.Add(state)) _expressions.Invoke(call, state, Text(assignment.Syntax));
        else _report(Descriptors.StateRenewed, assignment.Syntax.GetLocation(), state, "hand what the first method returns to the second: '" + state + " = Second(First(...))'");
    }

    private void LowerBranch(IConditionalOperation operation)
    {
        if (_expressions.Lower(operation.Condition) is not { } condition) return;
        var outer = _statements;
        var before = _scope.Snapshot();
        _expressions.Depth++;

        _statements = [];
        LowerStatement(operation.WhenTrue);
        var then = _statements;
        var afterThen = _scope.Snapshot();

        _scope.Restore(before);
        _statements = [];
        if (operation.WhenFalse is not null) LowerStatement(operation.WhenFalse);
        var otherwise = _statements;

        _expressions.Depth--;
        _statements = outer;
        Emit(new Branch(condition, then.ToEquatableArray(), otherwise.ToEquatableArray(), Text(operation.Condition.Syntax)));
        foreach (var merged in _scope.Merge(condition, afterThen)) Emit(merged);
    }

    private static string Describe(IOperation operation) => operation switch
    {
        ILoopOperation => "a loop",
        ISwitchOperation => "a switch",
        ITryOperation => "a try block",
        IUsingOperation => "a using statement",
        ILockOperation => "a lock",
        IThrowOperation => "a throw",
        IReturnOperation => "a return in the middle",
        ILocalFunctionOperation => "a local function",
        IExpressionStatementOperation { Operation: IIncrementOrDecrementOperation } => "++ or --",
        IExpressionStatementOperation { Operation: IInvocationOperation call } => $"a call of '{call.TargetMethod.Name}' for its effect",
        _ => "'" + Text(operation.Syntax) + "'",
    };

    /// <summary>The source text on one line, without comments.</summary>
    internal static string Text(SyntaxNode node)
    {
        var text = new StringBuilder();
        foreach (var token in node.DescendantTokens())
        {
            if (text.Length > 0 && (token.HasLeadingTrivia || token.GetPreviousToken().HasTrailingTrivia)) text.Append(' ');
            text.Append(token.Text);
        }

        return OneLine.Of(text.ToString()).TrimEnd(';', ' ');
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using OptimizerDsl.Generator.Diagnostics;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>Calls of methods on TorchSharp tensors: what they return becomes a tensor of the rule by a conversion.</summary>
internal sealed partial class ExpressionLowering
{
    /// <summary>Whether an expression is what an eager method returns, as a tensor of the rule.</summary>
    public static bool IsEager(IOperation operation, out IInvocationOperation call)
    {
        call = null!;
        return IsFromTorch(operation, out var torch) && IsEagerCall(torch, out call);
    }

    /// <summary>Whether an expression is what an eager method returns, as it is.</summary>
    public static bool IsEagerCall(IOperation operation, out IInvocationOperation call)
    {
        call = (Unwrapped(operation) as IInvocationOperation)!;
        return call is not null && EagerMethods.IsMeant(call.TargetMethod) && EagerMethods.IsTorchTensor(call.Type);
    }

    private static bool IsFromTorch(IOperation operation, out IOperation torch)
    {
        torch = (operation as IConversionOperation)?.Operand!;
        return torch is not null && EagerMethods.IsTorchTensor(torch.Type) && TypeKinds.Of(operation.Type) == Kind.Tensor;
    }

    private static IOperation Unwrapped(IOperation operation) => operation switch
    {
        IParenthesizedOperation parenthesized => Unwrapped(parenthesized.Operand),
        IConversionOperation { OperatorMethod: null, Conversion.IsIdentity: true } identity => Unwrapped(identity.Operand),
        _ => operation,
    };

    /// <summary>Reports the results of eager methods that are computed with before they are tensors of the rule.</summary>
    public bool ReportTorchArithmetic(IOperation operation)
    {
        var calls = operation.DescendantsAndSelf().OfType<IInvocationOperation>().Where(c => EagerMethods.IsMeant(c.TargetMethod) && EagerMethods.IsTorchTensor(c.Type) && !IsHandedOn(c)).ToArray();
        foreach (var call in calls) report(Descriptors.EagerResult, call.Syntax.GetLocation(), call.TargetMethod.Name);
        return calls.Length > 0;
    }

    private static bool IsHandedOn(IOperation call) => call.Parent switch
    {
        IParenthesizedOperation or IConversionOperation { OperatorMethod: null, Conversion.IsIdentity: true } => IsHandedOn(call.Parent),
        IConversionOperation conversion => TypeKinds.Of(conversion.Type) == Kind.Tensor,
        IArgumentOperation { Parent: IInvocationOperation outer } => EagerMethods.IsMeant(outer.TargetMethod),
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field.Type: var type } } => EagerMethods.IsTorchTensor(type),
        _ => false,
    };

    /// <summary>A tensor of TorchSharp where the rule's own is asked for: it must come from an eager method.</summary>
    private Expression? LowerTorch(IOperation conversion, IOperation torch)
    {
        if (IsEager(conversion, out var call)) return Invoke(call, null);
        if (!ReportTorchArithmetic(torch)) Unsupported(torch, "tensors of TorchSharp come from methods marked [Eager]");
        return null;
    }

    /// <summary>Emits the call.</summary>
    public Expression? Invoke(IInvocationOperation call, string? target, string text = "")
    {
        if (EagerMethods.Read(call.TargetMethod, out var reason, out var advice) is not { } method)
        {
            report(Descriptors.EagerMethod, call.Syntax.GetLocation(), call.TargetMethod.Name, reason, advice);
            return null;
        }

        if (Depth > 0)
        {
            report(Descriptors.EagerMisplaced, call.Syntax.GetLocation(), method.Name);
            return null;
        }

        var arguments = new List<Expression>();
        foreach (var argument in call.Arguments.OrderBy(a => a.Parameter!.Ordinal))
        {
            if (LowerHandedOver(argument.Value) is not { } value) return null;
            if (value.Kind == Kind.Coefficients && !(value is Read read && scope.Fields.Hyperparameters.Any(h => h.Name == read.Name)))
                return Unsupported(argument.Value, "an eager method takes coefficients as they are set, not computed ones");
            arguments.Add(value);
        }

        target ??= scope.Temporary(char.ToLowerInvariant(method.Name[0]) + method.Name.Substring(1) + "_result", Kind.Tensor);
        emit(new Invoke(target, method, arguments.ToEquatableArray(), text.Length > 0 ? text : Rules.Invoke.TextOf(target, method, arguments)));
        return new Read(target, Kind.Tensor);
    }

    private Expression? LowerHandedOver(IOperation argument)
    {
        var value = Unwrapped(argument);
        if (value is IInvocationOperation inner && EagerMethods.IsMeant(inner.TargetMethod)) return Invoke(inner, null);
        if (!EagerMethods.IsTorchTensor(value.Type)) return Lower(value);
        if (value is IConversionOperation { Operand: var own } && TypeKinds.Of(own.Type) == Kind.Tensor) return Lower(own);
        if (value is IFieldReferenceOperation) return Lower(value);
        if (!ReportTorchArithmetic(value)) Unsupported(value, "hand over tensors of the rule, or what another eager method returns");
        return null;
    }
}

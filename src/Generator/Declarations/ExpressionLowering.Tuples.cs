using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>Tuples exist only until they are taken apart: a rule has their items.</summary>
internal sealed partial class ExpressionLowering
{
    /// <summary>The items of a tuple, those of tuples in it among them; null if a diagnostic was reported.</summary>
    public IReadOnlyList<Expression>? LowerTuple(IOperation operation)
    {
        switch (operation)
        {
            case IParenthesizedOperation parenthesized:
                return LowerTuple(parenthesized.Operand);
            case IConversionOperation { OperatorMethod: null, Operand: var operand, Type.IsTupleType: true }:
                return LowerTuple(operand);
            case ITupleOperation tuple:
                var items = new List<Expression>();
                foreach (var element in tuple.Elements)
                {
                    if (LowerTuple(element) is not { } lowered) return null;
                    items.AddRange(lowered);
                }

                return items;
            case IInvocationOperation { Type.IsTupleType: true, TargetMethod: var method } call when IsOwn(method):
                return Inline(method, call, call.Arguments, LowerTuple);
            case IPropertyReferenceOperation { Type.IsTupleType: true, Property: var property } reference when IsOwn(property):
                return Inline(property, reference, [], LowerTuple);
            case IConditionalOperation { Type.IsTupleType: true, WhenFalse: { } otherwise } conditional:
                return LowerTuples(conditional, otherwise);
            case { Type.IsTupleType: true }:
                Unsupported(operation, "a tuple is written out, or is what a method of the class returns");
                return null;
            default:
                return Lower(operation) is { } value ? [value] : null;
        }
    }

    private IReadOnlyList<Expression>? LowerTuples(IConditionalOperation conditional, IOperation otherwise)
    {
        var condition = Lower(conditional.Condition);
        Depth++;
        var a = LowerTuple(conditional.WhenTrue);
        var b = LowerTuple(otherwise);
        Depth--;
        if (condition is null || a is null || b is null || !a.Zip(b, (x, y) => Fit(conditional.Syntax, x, y)).All(fits => fits)) return null;
        return [.. a.Zip(b, (x, y) => Apply.Of(Operation.Select, x.Kind, condition, x, y))];
    }
}

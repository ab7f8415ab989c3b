using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>Expressions of any length, and of a depth that no stack is too small for.</summary>
internal sealed partial class ExpressionLowering
{
    /// <summary>How deep an expression may be nested, and how many parts it may have in the end.</summary>
    private const int Deepest = 100, Largest = 20_000;

    /// <summary>How many operators in a row are one expression: what comes before them has a name then.</summary>
    private const int LongestChain = 50;

    private int _nesting;

    /// <summary>Lowers a + b + c + ... from the left, in a loop.</summary>
    private Expression? LowerChain(IBinaryOperation last)
    {
        var chain = new Stack<IBinaryOperation>();
        IOperation first = last;
        while (first is IBinaryOperation { ConstantValue.HasValue: false } binary && (binary == last || !IsLong(binary)))
        {
            chain.Push(binary);
            first = binary.LeftOperand;
        }

        var left = (Operation: first, Value: Lower(first));
        var length = 0;
        foreach (var binary in chain)
        {
            var value = Combine(binary, binary.OperatorKind, left, binary.RightOperand, binary.IsChecked);
            if (++length % LongestChain == 0 && binary != last && value is { Kind: not (Kind.Bank or Kind.Coefficients) })
                value = Named("part", value, binary);
            left = (binary, value);
        }

        return left.Value;
    }

    private static bool IsLong(IOperation operation) => operation.Type?.SpecialType == SpecialType.System_Int64;

    private Expression? TooLarge(IOperation operation) =>
        Unsupported(operation, "it is too large to be compiled at once: give parts of it names");

    private static bool IsLarge(Expression expression)
    {
        var parts = 0;
        return IsLarge(expression, 2 * Deepest, ref parts);
    }

    private static bool IsLarge(Expression expression, int depth, ref int parts)
    {
        if (depth == 0 || ++parts > Largest) return true;
        foreach (var operand in expression.Operands())
            if (IsLarge(operand, depth - 1, ref parts)) return true;
        return false;
    }
}

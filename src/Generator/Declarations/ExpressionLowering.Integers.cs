using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Declarations;

/// <summary>Numbers of types narrower than double: a rule carries them in doubles, which hold every int and every float.</summary>
/// <remarks>
/// What float64 gives for them as C# does stays as it is; the rest has operations of its own. What C# may throw for is marked, so
/// that the host can throw before the step. A long has no place in a double.
/// </remarks>
internal sealed partial class ExpressionLowering
{
    private static bool IsInteger(ITypeSymbol? type) => type?.SpecialType == SpecialType.System_Int32;

    private static bool IsSingle(ITypeSymbol? type) => type?.SpecialType == SpecialType.System_Single;

    /// <summary>The value after a conversion between numeric types.</summary>
    private static Expression Converted(Expression value, ITypeSymbol? from, ITypeSymbol? to, bool isChecked = false)
    {
        if (value.Kind != Kind.Host || SymbolEqualityComparer.Default.Equals(from, to)) return value;
        if (IsSingle(to)) return Apply.Of(Operation.Single, Kind.Host, value);
        if (!IsInteger(to)) return value;
        var truncated = Apply.Of(Operation.Truncate, Kind.Host, value);
        return isChecked ? Checked(truncated) : truncated;
    }

    /// <summary>An operation of float64 on numbers of a type, as C# has it in that type.</summary>
    private Expression Arithmetic(Operation operation, Expression a, Expression b, ITypeSymbol? type, bool isChecked)
    {
        var result = Apply.Of(operation, Kind.Host, a, b);
        if (IsInteger(type)) return Integer(result, isChecked);
        return IsSingle(type) && operation != Operation.Remainder ? Apply.Of(Operation.Single, Kind.Host, result) : result;
    }

    private Expression Integer(Apply result, bool isChecked)
    {
        var (a, b) = (RangeOf(result[0]), RangeOf(result[1]));
        switch (result.Operation)
        {
            // No product is a negative zero, which an int does not have.
            case Operation.Add or Operation.Subtract or Operation.Multiply:
                var isNatural = a.Low >= 0 && b.Low >= 0;
                if (RangeOf(result.Operation, a, b).IsInteger && (result.Operation != Operation.Multiply || isNatural)) return result;
                return isChecked ? Checked(InIntegers(result)) : InIntegers(result);
            case Operation.Divide or Operation.Remainder:
                if (a.Low >= 0 && b.Low > 0)
                    return result.Operation == Operation.Divide ? Apply.Of(Operation.Truncate, Kind.Host, result) : result;
                var mayThrow = b.Contains(0) || a.Contains(int.MinValue) && b.Contains(-1);
                return mayThrow ? Checked(InIntegers(result)) : InIntegers(result);
            default:
                return result;
        }
    }

    private static Apply InIntegers(Apply apply) => apply with
    {
        Operation = apply.Operation switch
        {
            Operation.Add => Operation.IntegerAdd,
            Operation.Subtract => Operation.IntegerSubtract,
            Operation.Multiply => Operation.IntegerMultiply,
            Operation.Divide => Operation.IntegerDivide,
            _ => Operation.IntegerRemainder,
        },
    };

    private Expression Negated(Expression operand, ITypeSymbol? type, bool isChecked) =>
        IsInteger(type) && RangeOf(operand) is var range && (range.Contains(0) || range.Contains(int.MinValue))
        ? Arithmetic(Operation.Subtract, new Literal(0), operand, type, isChecked)
        : Apply.Of(Operation.Negate, Kind.Host, operand);

    /// <summary>A value whose computation may throw in C#.</summary>
    private static Apply Checked(Expression value) => Apply.Of(Operation.Checked, Kind.Host, value);

    private static bool MayThrow(Expression value) => value.All().Any(e => e is Apply { Operation: Operation.Checked });

    /// <summary>What an int may be.</summary>
    private Range RangeOf(Expression value) => value switch
    {
        Literal literal => new(literal.Value, literal.Value),
        Read read when read.Name == scope.Step => new(1, int.MaxValue),
        Read read when scope.Fields.Hyperparameters.FirstOrDefault(h => h.Name == read.Name) is { Type: HyperparameterType.Integer } h => new(
            Most(h.AtLeast, Math.Floor(h.Above) + 1, int.MinValue), -Most(-h.AtMost, 1 - Math.Ceiling(h.Below), -int.MaxValue)),
        Apply { Operation: Operation.Add or Operation.Subtract or Operation.Multiply } apply =>
            RangeOf(apply.Operation, RangeOf(apply[0]), RangeOf(apply[1])),
        Apply { Operation: Operation.Length } => new(0, int.MaxValue),
        Apply { Operation: Operation.Remainder } apply => new(0, RangeOf(apply[1]).High),
        _ => new(int.MinValue, int.MaxValue),
    };

    private static Range RangeOf(Operation operation, Range a, Range b) => operation switch
    {
        Operation.Add => new(a.Low + b.Low, a.High + b.High),
        Operation.Subtract => new(a.Low - b.High, a.High - b.Low),
        _ => Hull(a.Low * b.Low, a.Low * b.High, a.High * b.Low, a.High * b.High),
    };

    private static Range Hull(params double[] numbers) => new(numbers.Min(), numbers.Max());

    /// <summary>The most of what is known.</summary>
    private static double Most(params double[] bounds) => bounds.Where(b => !double.IsNaN(b)).Max();

    private readonly record struct Range(double Low, double High)
    {
        public bool IsInteger => Low >= int.MinValue && High <= int.MaxValue;

        public bool Contains(int value) => Low <= value && value <= High;
    }

    /// <summary>A function of Math, whose value is that of float64.</summary>
    private Expression? MathFunction(IInvocationOperation call, List<Expression> arguments)
    {
        var method = call.TargetMethod;
        var known = method.ContainingType.Name == "MathF" ? MathFFunctions : MathFunctions;
        if (!known.Contains(method.Name) || method.Name == "Round" && arguments.Count > 1) return UnknownMethod(call);
        var value = HostFunction(method.Name, arguments);
        var type = method.Parameters[0].Type;
        return method.Name switch
        {
            "Sqrt" when IsSingle(type) => Apply.Of(Operation.Single, Kind.Host, value),
            "Abs" when IsInteger(type) && RangeOf(arguments[0]).Contains(int.MinValue) => Checked(value),
            // Of no number, and between bounds the wrong way round, Math has neither.
            "Sign" when !IsInteger(type) => Checked(value),
            "Clamp" => Clamped(new Call("Clamp", arguments.ToEquatableArray())),
            _ => value,
        };
    }

    private static Expression Clamped(Call clamp) =>
        clamp.Arguments[1] is Literal low && clamp.Arguments[2] is Literal high && low.Value <= high.Value ? clamp : Checked(clamp);
}

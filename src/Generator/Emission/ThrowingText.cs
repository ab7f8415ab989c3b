using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>C# that throws where the declaration does.</summary>
internal sealed class ThrowingText : HostText
{
    public static new readonly ThrowingText Instance = new();

    protected override string? Custom(Apply apply) => OfInteger(apply, Of) ?? base.Custom(apply);

    /// <summary>An operation of int as C# has it; null for any other.</summary>
    public static string? OfInteger(Apply apply, Func<Expression, string> of, bool isChecked = false)
    {
        var context = isChecked ? "checked" : "unchecked";
        return apply.Operation switch
        {
            Operation.Truncate => $"((double){context}((int)({of(apply[0])})))",
            Operation.IntegerAdd => Operator("+"),
            Operation.IntegerSubtract => Operator("-"),
            Operation.IntegerMultiply => Operator("*"),
            Operation.IntegerDivide => Operator("/"),
            Operation.IntegerRemainder => Operator("%"),
            Operation.Checked => apply[0] switch
            {
                Apply { Operation: Operation.Sign } sign => $"((double)Net::Math.Sign({of(sign[0])}))",
                Call { Function: "Abs" } abs => $"((double)Net::Math.Abs((int)({of(abs.Arguments[0])})))",
                Call call => $"Net::Math.{call.Function}({string.Join(", ", call.Arguments.Select(of))})",
                var operation => OfInteger((Apply)operation, of, isChecked: true),
            },
            _ => null,
        };

        string Operator(string symbol) => $"((double){context}((int)({of(apply[0])}) {symbol} (int)({of(apply[1])})))";
    }
}

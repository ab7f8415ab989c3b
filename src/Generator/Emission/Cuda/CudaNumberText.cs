using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission.Cuda;

/// <summary>CUDA C in float64, for the numbers that a device computes.</summary>
internal sealed class CudaNumberText(CudaNames names) : ExpressionText
{
    /// <summary>A literal that is exactly this number.</summary>
    public static string Literal(double value)
    {
        if (double.IsNaN(value)) return "(0.0 / 0.0)";
        if (double.IsInfinity(value)) return value > 0 ? "(1.0 / 0.0)" : "(-1.0 / 0.0)";
        return Names.Number(value);
    }

    protected override string Read(Read read) => read.Kind == Kind.Condition ? $"({names.Of(read.Name)} != 0.0)" : names.Of(read.Name);

    protected override string Literal(Literal literal) =>
        literal.Kind == Kind.Condition ? literal.Value != 0 ? "true" : "false" : Literal(literal.Value);

    protected override string Call(Call call) => call.Function switch
    {
        "Max" or "Min" or "Clamp" or "Sign" => Function(call.Function, call.Arguments),
        "Log" when call.Arguments.Count == 2 => $"(log({Of(call.Arguments[0])}) / log({Of(call.Arguments[1])}))",
        "Abs" => $"magnitude_of({Arguments(call)})",
        "Ceiling" => $"ceil({Arguments(call)})",
        "Round" => $"rint({Arguments(call)})",
        "Truncate" => $"trunc({Arguments(call)})",
        _ => $"{call.Function.ToLowerInvariant()}({Arguments(call)})",
    };

    protected override string Function(Apply apply) => apply.Operation switch
    {
        Operation.Rsqrt => $"(1.0 / sqrt({Arguments(apply)}))",
        Operation.Square => $"({Nested(apply[0], 6)} * {Nested(apply[0], 7)})",
        Operation.Lerp => $"({Of(apply[0])} + {Nested(apply[2], 7)} * ({Of(apply[1])} - {Nested(apply[0], 6)}))",
        Operation.Abs => $"magnitude_of({Arguments(apply)})",
        Operation.Truncate => $"trunc({Arguments(apply)})",
        Operation.Remainder => $"fmod({Arguments(apply)})",
        Operation.Max or Operation.Min or Operation.Clamp or Operation.Sign => Function(apply.Operation.ToString(), apply.Arguments),
        _ => apply.Operation.ToString().ToLowerInvariant() + "(" + Arguments(apply) + ")",
    };

    // Of literals, too, the type is that of a double.
    private string Function(string function, EquatableArray<Expression> arguments) => function switch
    {
        "Max" => $"larger<double>({Of(arguments[0])}, {Of(arguments[1])})",
        "Min" => $"smaller<double>({Of(arguments[0])}, {Of(arguments[1])})",
        "Sign" => $"sign_of<double>({Of(arguments[0])})",
        _ => $"smaller<double>(larger<double>({Of(arguments[0])}, {Of(arguments[1])}), {Of(arguments[2])})",
    };

    /// <summary>A truth value that is known only after a reduction is a number, 1 or 0, like the Scalars it is computed from.</summary>
    protected override string? Custom(Apply apply)
    {
        if (apply.Operation == Operation.Remainder) return Function(apply);
        if (apply.Kind != Kind.Scalar) return null;
        if (apply.Operation.IsComparison()) return $"({Nested(apply[0], 5)} {HostText.Symbol(apply.Operation)} {Nested(apply[1], 5)} ? 1.0 : 0.0)";
        return apply.Operation switch
        {
            Operation.And => $"({Nested(apply[0], 6)} * {Nested(apply[1], 7)})",
            Operation.Or => $"larger<double>({Of(apply[0])}, {Of(apply[1])})",
            Operation.Not => $"(1.0 - {Nested(apply[0], 6)})",
            Operation.Where => $"({Nested(apply[0], 5)} != 0.0 ? {Of(apply[1])} : {Of(apply[2])})",
            _ => null,
        };
    }
}

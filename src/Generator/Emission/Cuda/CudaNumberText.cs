using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission.Cuda;

/// <summary>CUDA C in float64, for the numbers that a device computes.</summary>
internal sealed class CudaNumberText(CudaNames names) : HostText
{
    /// <summary>A literal that is exactly this number.</summary>
    public static string Literal(double value)
    {
        if (double.IsNaN(value)) return "(0.0 / 0.0)";
        if (double.IsInfinity(value)) return value > 0 ? "(1.0 / 0.0)" : "(-1.0 / 0.0)";
        return Names.Number(value);
    }

    protected override string Read(Read read) => read.Kind == Kind.Condition ? $"({names.Of(read.Name)} != 0.0)" : names.Of(read.Name);

    protected override string Number(double value) => Literal(value);

    // Of literals, too, the type is that of a double.
    protected override string Larger(Expression a, Expression b) => $"larger<double>({Of(a)}, {Of(b)})";

    protected override string OfInteger(string function, Expression arguments) => $"host_{function.ToLowerInvariant()}({Arguments(arguments)})";

    protected override string Call(Call call) => call.Function switch
    {
        "Clamp" => OfInteger("Clamp", call),
        "Max" or "Min" => Function(call.Function, call.Arguments),
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
        Operation.Square or Operation.Lerp => base.Function(apply),
        Operation.Abs => $"magnitude_of({Arguments(apply)})",
        Operation.Remainder => $"fmod({Arguments(apply)})",
        Operation.Max or Operation.Min or Operation.Clamp or Operation.Sign => Function(apply.Operation.ToString(), apply.Arguments),
        _ => apply.Operation.ToString().ToLowerInvariant() + "(" + Arguments(apply) + ")",
    };

    private string Function(string function, EquatableArray<Expression> arguments) => function switch
    {
        "Max" => Larger(arguments[0], arguments[1]),
        "Min" => $"smaller<double>({Of(arguments[0])}, {Of(arguments[1])})",
        "Sign" => $"sign_of<double>({Of(arguments[0])})",
        _ => $"smaller<double>({Larger(arguments[0], arguments[1])}, {Of(arguments[2])})",
    };

    protected override string? Custom(Apply apply) => apply.Operation == Operation.Remainder ? Function(apply) : base.Custom(apply);
}

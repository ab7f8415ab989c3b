using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Writes an expression as C#, with no more parentheses than it needs.</summary>
/// <remarks>This is the notation of equations in comments; each execution overrides what it writes differently.</remarks>
internal abstract class ExpressionText
{
    private const int Or = 1, And = 2, Equality = 3, Relational = 4, Additive = 5, Multiplicative = 6, Primary = 8, Conditional = 0;

    /// <summary>How closely an operator of one operand binds.</summary>
    protected const int UnaryLevel = 7;

    public string Of(Expression expression) => Write(expression).Text;

    /// <summary>The expression as the condition of a choice.</summary>
    public string Condition(Expression expression) => Nested(expression, Or);

    protected abstract string Read(Read read);

    protected abstract string Literal(Literal literal);

    protected abstract string Function(Apply apply);

    protected virtual string Call(Call call) => "Math." + call.Function + "(" + Arguments(call) + ")";

    protected string Arguments(Expression expression) => string.Join(", ", expression.Operands().Select(Of));

    private (string Text, int Level) Write(Expression expression)
    {
        switch (expression)
        {
            case Read read: return (Read(read), Primary);
            case Literal literal: return (Literal(literal), literal.Value < 0 ? UnaryLevel : Primary);
            case Call call: return (Call(call), Primary);
        }

        var apply = (Apply)expression;
        if (Custom(apply) is { } custom) return (custom, Primary);
        return apply.Operation switch
        {
            Operation.Add or Operation.IntegerAdd => Infix(apply, "+", Additive),
            Operation.Subtract or Operation.IntegerSubtract => Infix(apply, "-", Additive),
            Operation.Multiply or Operation.IntegerMultiply => Infix(apply, "*", Multiplicative),
            Operation.Divide or Operation.IntegerDivide => Infix(apply, "/", Multiplicative),
            Operation.Remainder or Operation.IntegerRemainder => Infix(apply, "%", Multiplicative),
            Operation.Truncate => ("(int)" + Nested(apply[0], UnaryLevel), UnaryLevel),
            Operation.Single => ("(float)" + Nested(apply[0], UnaryLevel), UnaryLevel),
            Operation.Checked => Write(apply[0]),
            Operation.Less => Infix(apply, "<", Relational),
            Operation.LessOrEqual => Infix(apply, "<=", Relational),
            Operation.Greater => Infix(apply, ">", Relational),
            Operation.GreaterOrEqual => Infix(apply, ">=", Relational),
            Operation.Equal => Infix(apply, "==", Equality),
            Operation.NotEqual => Infix(apply, "!=", Equality),
            Operation.And => Infix(apply, "&&", And),
            Operation.Or => Infix(apply, "||", Or),
            Operation.Negate => ("-" + Negated(apply[0]), UnaryLevel),
            Operation.Not => ("!" + Nested(apply[0], UnaryLevel), UnaryLevel),
            Operation.Select => (Condition(apply[0]) + " ? " + Nested(apply[1], Or) + " : " + Nested(apply[2], Conditional), Conditional),
            _ => (Function(apply), Primary),
        };
    }

    /// <summary>An operator that this notation writes as a call; null for the ordinary one.</summary>
    protected virtual string? Custom(Apply apply) => null;

    /// <summary>Two signs in a row would be a decrement.</summary>
    private string Negated(Expression expression) =>
        Nested(expression, UnaryLevel) is var text && text.StartsWith("-", StringComparison.Ordinal) ? "(" + text + ")" : text;

    private (string, int) Infix(Apply apply, string symbol, int level) =>
        (Nested(apply[0], level) + " " + symbol + " " + Nested(apply[1], level + 1), level);

    protected string Nested(Expression expression, int level)
    {
        var (text, own) = Write(expression);
        return own < level ? "(" + text + ")" : text;
    }
}

/// <summary>The notation of the declaration, for comments and documentation.</summary>
internal sealed class EquationText : ExpressionText
{
    public static readonly EquationText Instance = new();

    protected override string Read(Read read) => read.Name;

    protected override string Literal(Literal literal) =>
        literal.Kind == Kind.Condition ? literal.Value != 0 ? "true" : "false" : literal.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    protected override string Call(Call call) => call.Function + "(" + Arguments(call) + ")";

    protected override string Function(Apply apply) => apply.Operation switch
    {
        Operation.BankSum => "Sum(" + Arguments(apply) + ")",
        Operation.BankMean => "Mean(" + Arguments(apply) + ")",
        Operation.Length => Of(apply[0]) + ".Count",
        Operation.Fill => Of(apply[0]),
        _ => apply.Operation + "(" + Arguments(apply) + (apply.Over == Over.Tensor ? "" : ", Over." + apply.Over) + ")",
    };
}

/// <summary>C# in float64, for what the host computes.</summary>
internal class HostText : ExpressionText
{
    public static readonly HostText Instance = new();

    protected override string Read(Read read) => Names.Variable(read.Name);

    protected override string Literal(Literal literal) =>
        literal.Kind == Kind.Condition ? literal.Value != 0 ? "true" : "false" : Number(literal.Value);

    protected virtual string Number(double value) => Names.Number(value);

    /// <summary>The larger of two numbers, in this notation.</summary>
    protected virtual string Larger(Expression a, Expression b) => $"{Names.Math}.Max({Of(a)}, {Of(b)})";

    /// <summary>A function of the arithmetic that C# has for int, on doubles.</summary>
    protected virtual string OfInteger(string function, Expression arguments) => $"{Names.Compiled}HostNumbers.{function}({Arguments(arguments)})";

    protected override string Call(Call call) => call.Function == "Clamp" ? OfInteger("Clamp", call) : "Net::Math." + call.Function + "(" + Arguments(call) + ")";

    protected override string Function(Apply apply) => apply.Operation switch
    {
        Operation.Rsqrt => "1.0 / Net::Math.Sqrt(" + Arguments(apply) + ")",
        Operation.Square => Multiply(apply[0]),
        Operation.Lerp => $"({Of(apply[0])} + {Nested(apply[2], 7)} * ({Of(apply[1])} - {Nested(apply[0], 6)}))",
        Operation.BankSum => "Net::Linq.Enumerable.Sum(" + Arguments(apply) + ")",
        Operation.BankMean => "Net::Linq.Enumerable.Average(" + Arguments(apply) + ")",
        Operation.Length => Names.Variable(apply.All().OfType<Read>().First(r => r.Kind == Kind.Coefficients).Name) + ".Count",
        Operation.Clamp => $"Net::Math.Min(Net::Math.Max({Of(apply[0])}, {Of(apply[1])}), {Of(apply[2])})",
        // A NaN has no sign: Math.Sign would throw.
        Operation.Sign => $"(double.IsNaN({Of(apply[0])}) ? 0.0 : Net::Math.Sign({Of(apply[0])}))",
        _ => "Net::Math." + apply.Operation + "(" + Arguments(apply) + ")",
    };

    /// <summary>A truth value that is known only after a reduction is a number, 1 or 0, like the Scalars it is computed from.</summary>
    protected override string? Custom(Apply apply)
    {
        // The number of entries is an int in C#.
        if (apply.Operation == Operation.Divide && apply[0] is Apply { Operation: Operation.Length } && apply[1] is Apply { Operation: Operation.Length })
            return $"((double){Of(apply[0])} / {Of(apply[1])})";
        if (apply.Operation == Operation.Truncate) return OfInteger("Truncate", apply);
        if (apply.Operation == Operation.Single) return $"((double)(float)({Of(apply[0])}))";
        if (apply.Operation is >= Operation.IntegerAdd and <= Operation.IntegerRemainder) return OfInteger(apply.Operation.ToString().Substring("Integer".Length), apply);
        if (apply.Kind != Kind.Scalar) return null;
        if (apply.Operation.IsComparison()) return $"({Nested(apply[0], 5)} {Symbol(apply.Operation)} {Nested(apply[1], 5)} ? 1.0 : 0.0)";
        return apply.Operation switch
        {
            Operation.And => $"({Nested(apply[0], 6)} * {Nested(apply[1], 7)})",
            Operation.Or => Larger(apply[0], apply[1]),
            Operation.Not => $"(1.0 - {Nested(apply[0], 6)})",
            Operation.Where => $"({Nested(apply[0], 5)} != 0.0 ? {Of(apply[1])} : {Of(apply[2])})",
            _ => null,
        };
    }

    private static string Symbol(Operation comparison) => comparison switch
    {
        Operation.Less => "<",
        Operation.LessOrEqual => "<=",
        Operation.Greater => ">",
        _ => ">=",
    };

    private string Multiply(Expression x) => "(" + Nested(x, 6) + " * " + Nested(x, 7) + ")";
}

namespace OptimizerDsl.Generator.Rules;

/// <summary>A typed expression of an update rule. Value-equal: it holds no symbols, syntax or locations.</summary>
internal abstract record Expression(Kind Kind);

/// <summary>A number, or a truth value (0 or 1) when <see cref="Expression.Kind"/> is <see cref="Kind.Condition"/>.</summary>
internal sealed record Literal(double Value, Kind Kind = Kind.Host) : Expression(Kind);

/// <summary>The current value of a variable: a hyperparameter, a state, the parameter, the gradient, a local...</summary>
internal sealed record Read(string Name, Kind Kind) : Expression(Kind);

/// <summary>An operator or function applied to its arguments.</summary>
internal sealed record Apply(Operation Operation, Kind Kind, EquatableArray<Expression> Arguments, Over Over = Over.Tensor)
    : Expression(Kind)
{
    public static Apply Of(Operation operation, Kind kind, params Expression[] arguments) =>
        new(operation, kind, EquatableArray.Of(arguments));

    public Expression this[int index] => Arguments[index];
}

/// <summary>What a reduction runs over; mirrors the runtime's enumeration of the same name.</summary>
internal enum Over { Tensor, Group, All }

internal enum Operation
{
    Add, Subtract, Multiply, Divide, Remainder, Negate,

    /// <summary><c>(int)x</c> and <c>(float)x</c>.</summary>
    Truncate, Single,

    /// <summary>The operators of int where float64 differs from them.</summary>
    IntegerAdd, IntegerSubtract, IntegerMultiply, IntegerDivide, IntegerRemainder,

    /// <summary>A value for which C# may throw.</summary>
    Checked,

    Sqrt, Rsqrt, Square, Pow, Abs, Sign, Exp, Log, Tanh, Max, Min, Clamp, Lerp,
    Less, LessOrEqual, Greater, GreaterOrEqual, Equal, NotEqual, And, Or, Not,

    /// <summary><c>condition ? a : b</c>, the condition known on the host.</summary>
    Select,

    /// <summary><c>Where(mask, a, b)</c>, element by element.</summary>
    Where,

    /// <summary>Sum or mean over the K tensors of a bank, or the K numbers of a coefficient vector.</summary>
    BankSum, BankMean,

    /// <summary>K, the number of coefficients.</summary>
    Length,

    /// <summary>A value spread out over the elements of a state.</summary>
    Fill,

    /// <summary>What a slot of the critical memory will hold of a candidate.</summary>
    Round,

    /// <summary>Reductions of a tensor to a Scalar.</summary>
    Norm, Sum, Mean, Dot, MaxAbs,
}

/// <summary>A <see cref="System.Math"/> function of host values.</summary>
internal sealed record Call(string Function, EquatableArray<Expression> Arguments) : Expression(Kind.Host);

internal static class Operations
{
    public static bool IsReduction(this Operation operation) => operation is >= Operation.Norm and <= Operation.MaxAbs;

    public static bool IsBankReduction(this Operation operation) => operation is Operation.BankSum or Operation.BankMean;

    public static bool IsComparison(this Operation operation) => operation is >= Operation.Less and <= Operation.NotEqual;

    /// <summary>The operands, in order.</summary>
    public static EquatableArray<Expression> Operands(this Expression expression) => expression switch
    {
        Apply apply => apply.Arguments,
        Call call => call.Arguments,
        _ => EquatableArray<Expression>.Empty,
    };

    /// <summary>The same expression over other operands.</summary>
    public static Expression With(this Expression expression, IEnumerable<Expression> operands) => expression switch
    {
        Apply apply => apply with { Arguments = operands.ToEquatableArray() },
        Call call => call with { Arguments = operands.ToEquatableArray() },
        _ => expression,
    };

    /// <summary>Rebuilds the expression from its leaves up.</summary>
    public static Expression Rewrite(this Expression expression, Func<Expression, Expression> map) =>
        map(expression.Operands().Count == 0 ? expression : expression.With(expression.Operands().Select(o => o.Rewrite(map))));

    /// <summary>The expression and everything below it, operands first.</summary>
    public static IEnumerable<Expression> All(this Expression expression) =>
        expression.Operands().SelectMany(All).Append(expression);

    public static IEnumerable<string> Reads(this Expression expression) => expression.All().OfType<Read>().Select(r => r.Name);
}

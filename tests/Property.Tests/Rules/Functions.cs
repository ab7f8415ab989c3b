namespace OptimizerDsl.Tests.Rules;

/// <summary>All operators and functions of the language, with all their overloads.</summary>
internal static class Functions
{
    private const Kind H = Kind.Host, I = Kind.Integer, C = Kind.Coefficients, T = Kind.Tensor, B = Kind.Bank, S = Kind.Scalar;

    /// <summary>The results and operands of the arithmetic operators.</summary>
    private static readonly (Kind Result, Kind Left, Kind Right)[] s_pairs =
    [
        (H, H, H), (C, C, C), (C, C, H), (C, H, C), (S, S, S), (S, S, H), (S, H, S),
        (T, T, T), (T, T, H), (T, H, T), (T, T, S), (T, S, T),
        (B, T, C), (B, C, T), (B, B, B), (B, B, C), (B, C, B), (B, B, T), (B, T, B), (B, B, S), (B, S, B), (B, B, H), (B, H, B),
    ];

    public static readonly ILookup<Kind, Function> ByResult =
        new[] { Arithmetic(), OfOne(), OfTwo(), Choices(), Answers(), OfTheStep(), OfIntegers() }.SelectMany(f => f).ToLookup(f => f.Result);

    public static Function Add(Kind result, Kind left, Kind right) => Infix("+", result, left, right, (a, b) => a + b);

    public static Function Multiply(Kind result, Kind left, Kind right) => Infix("*", result, left, right, (a, b) => a * b);

    public static Function Not(Kind kind) => new("(!{0})", kind, [kind], x => 1 - x[0]);

    /// <summary>The sum of two ints.</summary>
    public static readonly Function Plus = Infix("+", Kind.Integer, Kind.Integer, Kind.Integer, (a, b) => unchecked((int)a + (int)b));

    public static Function Abs(Kind kind) => new("Abs({0})", kind, [kind], x => Math.Abs(x[0]));

    public static Function Tanh(Kind kind) => new("Tanh({0})", kind, [kind], x => Math.Tanh(x[0]));

    private static Function Infix(string symbol, Kind result, Operand left, Operand right, Func<double, double, double> meaning) =>
        new($"({{0}} {symbol} {{1}})", result, [left, right], x => meaning(x[0], x[1]));

    private static IEnumerable<Function> Arithmetic()
    {
        foreach (var (result, left, right) in s_pairs)
        {
            yield return Add(result, left, right);
            yield return Infix("-", result, left, right, (a, b) => a - b);
            yield return Multiply(result, left, right);
            yield return Infix("/", result, left, new(right, Domain.Positive), (a, b) => a / b);
        }
    }

    private static IEnumerable<Function> OfOne()
    {
        foreach (var kind in new[] { H, C, T, B, S })
        {
            Operand positive = new(kind, Domain.Positive);
            yield return new("(-{0})", kind, [kind], x => -x[0]);
            yield return Abs(kind);
            yield return Tanh(kind);
            yield return new("Sign({0})", kind, [kind], x => x[0] > 0 ? 1 : x[0] < 0 ? -1 : 0);
            yield return new("Square({0})", kind, [kind], x => x[0] * x[0]);
            yield return new("Sqrt({0})", kind, [positive], x => Math.Sqrt(x[0]));
            yield return new("Rsqrt({0})", kind, [positive], x => 1 / Math.Sqrt(x[0]));
            yield return new("Log({0})", kind, [positive], x => Math.Log(x[0]));
            yield return new("Exp({0})", kind, [new(kind, Domain.Unit)], x => Math.Exp(x[0]));
            yield return new("Pow({0}, {1})", kind, [positive, new(H, Domain.Exponent)], x => Math.Pow(x[0], x[1]));
            yield return new("Pow({0}, {1})", kind, [kind, new(H, Domain.WholeExponent)], x => Math.Pow(x[0], x[1]));
        }
    }

    private static IEnumerable<Function> OfTwo()
    {
        (Kind Result, Kind Left, Kind Right)[] pairs =
            [(H, H, H), (T, T, T), (T, T, H), (T, H, T), (T, T, S), (T, S, T), (S, S, S), (S, S, H), (S, H, S), (B, B, B), (B, B, H), (B, H, B)];
        foreach (var (result, left, right) in pairs)
        {
            yield return new("Max({0}, {1})", result, [left, right], x => Math.Max(x[0], x[1]));
            yield return new("Min({0}, {1})", result, [left, right], x => Math.Min(x[0], x[1]));
        }
    }

    private static IEnumerable<Function> Choices()
    {
        foreach (var kind in new[] { H, T, B, S })
        {
            yield return new("Clamp({0}, {1}, {2})", kind, [kind, H, H], x => Math.Min(Math.Max(x[0], x[1]), x[2]));
            yield return new("Lerp({0}, {1}, {2})", kind, [kind, kind, H], x => x[0] + x[2] * (x[1] - x[0]));
        }

        yield return new("Lerp({0}, {1}, {2})", T, [T, T, T], x => x[0] + x[2] * (x[1] - x[0]));
        foreach (var kind in new[] { H, I, C, T, B, S, Kind.Mask, Kind.Bool })
            yield return Select(kind);

        (Kind Result, Kind Answer, Kind Yes, Kind No)[] overloads =
        [
            (T, Kind.Mask, T, T), (T, Kind.Mask, T, H), (T, Kind.Mask, H, T), (T, Kind.Mask, H, H),
            (T, Kind.Condition, T, T), (T, Kind.Condition, T, H), (T, Kind.Condition, H, T),
            (S, Kind.Condition, S, S), (S, Kind.Condition, S, H), (S, Kind.Condition, H, S), (S, Kind.Condition, H, H),
        ];
        foreach (var (result, answer, yes, no) in overloads)
            yield return new("Where({0}, {1}, {2})", result, [answer, yes, no], Choose);
    }

    /// <summary>A choice on the host, of which only one arm is computed.</summary>
    public static Function Select(Kind kind) => new("({0} ? {1} : {2})", kind, [Kind.Bool, kind, kind], Choose);

    private static double Choose(double[] x) => x[0] > 0.5 ? x[1] : x[2];

    private static IEnumerable<Function> Answers()
    {
        (Kind Result, Kind Left, Kind Right)[] pairs =
        [
            (Kind.Mask, T, T), (Kind.Mask, T, H), (Kind.Mask, H, T), (Kind.Mask, T, S), (Kind.Mask, S, T),
            (Kind.Condition, S, S), (Kind.Condition, S, H), (Kind.Condition, H, S),
        ];
        foreach (var (result, left, right) in pairs)
        {
            yield return Infix("<", result, left, right, (a, b) => a < b ? 1 : 0);
            yield return Infix("<=", result, left, right, (a, b) => a <= b ? 1 : 0);
            yield return Infix(">", result, left, right, (a, b) => a > b ? 1 : 0);
            yield return Infix(">=", result, left, right, (a, b) => a >= b ? 1 : 0);
        }

        foreach (var kind in new[] { Kind.Mask, Kind.Condition, Kind.Bool })
        {
            yield return Not(kind);
            yield return Infix(kind == Kind.Bool ? "&&" : "&", kind, kind, kind, Math.Min);
            yield return Infix(kind == Kind.Bool ? "||" : "|", kind, kind, kind, Math.Max);
        }
    }

    private static IEnumerable<Function> OfIntegers()
    {
        Operand step = new(I, Domain.Step), interval = new(I, Domain.Interval);
        foreach (var left in new Operand[] { I, step })
        {
            yield return Infix("+", I, left, I, (a, b) => unchecked((int)a + (int)b));
            yield return Infix("-", I, left, I, (a, b) => unchecked((int)a - (int)b));
            yield return Infix("*", I, left, I, (a, b) => unchecked((int)a * (int)b));
            yield return Infix("/", I, left, interval, (a, b) => (int)a / (int)b);
            yield return Infix("%", I, left, interval, (a, b) => (int)a % (int)b);
        }

        yield return new("(-{0})", I, [I], x => unchecked(-(int)x[0]));
        yield return new("(int)(100 * {0})", I, [new(H, Domain.Unit)], x => (int)(100 * x[0]));
        yield return new("({0} % 1000 / 500.0)", H, [I], x => (int)x[0] % 1000 / 500.0);
        yield return Infix("*", H, new(H, Domain.Unit), interval, (a, b) => a * b);
        yield return new("((float){0})", H, [H], x => (float)x[0]);
        yield return Infix(">", Kind.Bool, I, I, (a, b) => a > b ? 1 : 0);
        yield return new("({0} % 3 == 0)", Kind.Bool, [I], x => (int)x[0] % 3 == 0 ? 1 : 0);
    }

    private static IEnumerable<Function> OfTheStep()
    {
        Operand step = new(H, Domain.Step), interval = new(H, Domain.Interval);
        yield return new("Pow({0}, {1})", H, [new(H, Domain.Damping), step], x => Math.Pow(x[0], x[1]));
        yield return new("Math.Sqrt({0})", H, [step], x => Math.Sqrt(x[0]));
        yield return new("({0} / {1})", H, [step, interval], x => Math.Floor(x[0] / x[1]));
        yield return new("({0} % {1})", H, [step, interval], x => x[0] % x[1]);
        yield return new("({0} % {1} == 0)", Kind.Bool, [step, interval], x => x[0] % x[1] == 0 ? 1 : 0);
        yield return new("({0} > {1})", Kind.Bool, [step, interval], x => x[0] > x[1] ? 1 : 0);
    }
}

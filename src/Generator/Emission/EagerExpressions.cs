using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Writes expressions as chains of TorchSharp calls.</summary>
/// <remarks>A call works in place on what the expression itself has made, and never on a variable.</remarks>
internal sealed class EagerExpressions(Plan plan)
{
    /// <summary>The variables that hold the bank sums of the present statement.</summary>
    public Dictionary<Expression, string> Sums { get; } = [];

    /// <summary>A term of an expression: whether it is a new tensor, and whether it is a number.</summary>
    internal readonly record struct Term(string Text, bool IsNew, bool IsNumber = false)
    {
        /// <summary>The term as what a call takes: TorchSharp would let go of a number while it is still used.</summary>
        public string Argument => IsNumber ? Number(Text) : Text;

        /// <summary>The method to call on it: in place if nobody else has it.</summary>
        public string Call(string method, params string[] arguments) => $"{Text}.{method}{(IsNew ? "_" : "")}({string.Join(", ", arguments)}{(method == "add" ? One : "")})";
    }

    /// <summary>A sum whose factor is not given makes one of its own, which nothing would hold.</summary>
    internal const string One = ", alpha: work.One";

    private static string Number(string text) => $"work.Number({text})";

    public string Condition(Expression condition) => condition switch
    {
        Apply { Operation: Operation.Not } negation => "!" + Condition(negation[0]),
        Read read => read.Name,
        _ => ((Literal)condition).Value != 0 ? "true" : "false",
    };

    /// <summary>A tensor that no later statement changes: the state and the parameter are assigned in place.</summary>
    public string Own(Expression expression)
    {
        var term = Of(expression);
        if (term.IsNumber) return $"{Names.Torch}.full_like(work.Gradient, {term.Argument})";
        return term.IsNew || expression is Read read && (!plan.Tensors.Contains(read.Name) || read.Name == plan.Rule.Gradient || plan.Scratch.Contains(read.Name)) ? term.Text : term.Text + ".clone()";
    }

    /// <summary>target = value, in place where the equation allows it.</summary>
    public IEnumerable<string> AssignInPlace(string target, string variable, Expression value)
    {
        bool IsTarget(Expression e) => e is Read read && read.Name == target;
        bool IsFree(Expression e) => !e.Reads().Contains(target);

        if (value is Apply { Operation: Operation.Add or Operation.Subtract } sum)
        {
            var (first, second) = (sum[0], sum[1]);
            if (sum.Operation == Operation.Add && !IsTargetMultiple(first) && IsTargetMultiple(second)) (first, second) = (second, first);
            if (IsTargetMultiple(first) && IsFree(second) && !second.Kind.IsHost())
            {
                var scaled = first is Apply product ? $"{variable}.mul_({Of(Factor(product)).Argument})" : variable;
                return [AddTo(scaled, second, negative: sum.Operation == Operation.Subtract) + ";"];
            }
        }

        if (value is Apply { Operation: Operation.Multiply } scale && IsTargetMultiple(scale)) return [$"{variable}.mul_({Of(Factor(scale)).Argument});"];
        var term = Of(value);
        return [term.IsNumber ? $"{variable}.fill_({term.Argument});" : $"{variable}.copy_({term.Text});"];

        bool IsTargetMultiple(Expression e) => IsTarget(e)
            || e is Apply { Operation: Operation.Multiply } p && (IsTarget(p[0]) && IsNumber(p[1]) || IsTarget(p[1]) && IsNumber(p[0]));

        Expression Factor(Apply p) => IsTarget(p[0]) ? p[1] : p[0];
    }

    private static bool IsNumber(Expression e) => e.Kind is Kind.Host or Kind.Coefficients;

    /// <summary>variable += value, with the fused calls that TorchSharp has for products and quotients.</summary>
    private string AddTo(string variable, Expression value, bool negative)
    {
        if (value is Apply { Operation: Operation.Divide } quotient && !IsNumber(quotient[1]))
        {
            var (factor, numerator) = Split(quotient[0]);
            if (numerator is not null) return $"{variable}.addcdiv_({Of(numerator).Argument}, {Of(quotient[1]).Argument}, value: {Number(Signed(factor ?? "1", negative))})";
        }

        if (value is Apply { Operation: Operation.Multiply } product)
        {
            if (product[0] is Apply { Operation: Operation.Multiply } inner && IsNumber(inner[0]) && !IsNumber(inner[1]) && !IsNumber(product[1]))
                return $"{variable}.addcmul_({Of(inner[1]).Argument}, {Of(product[1]).Argument}, value: {Number(Signed(Of(inner[0]).Text, negative))})";
            var (factor, rest) = Split(product);
            if (factor is not null && rest is not null) return $"{variable}.add_({Of(rest).Argument}, alpha: {Number(Signed(factor, negative))})";
        }

        return $"{variable}.{(negative ? "sub_" : "add_")}({Of(value).Argument}{(negative ? "" : One)})";
    }

    private static string Signed(string number, bool negative) =>
        !negative ? number : number.StartsWith("-", StringComparison.Ordinal) ? number.Substring(1) : "-" + number;

    /// <summary>factor * others, if the expression starts with a number.</summary>
    private (string? Factor, Expression? Others) Split(Expression expression)
    {
        if (IsNumber(expression)) return (null, null);
        if (expression is Apply { Operation: Operation.Multiply } product && IsNumber(product[0])) return (Of(product[0]).Text, product[1]);
        return (null, expression);
    }

    public Term Of(Expression expression)
    {
        switch (expression)
        {
            case Literal literal: return new Term(Names.Number(literal.Value), false, IsNumber: true);
            case Read { Kind: Kind.Host } read: return new Term(Names.Variable(read.Name), false, IsNumber: true);
            case Read { Kind: Kind.Coefficients } read: return new Term($"{Names.Variable(read.Name)}[k]", false, IsNumber: true);
            case Read { Kind: Kind.Bank } read: return new Term($"{Names.Variable(read.Name)}.select(0, k)", false);
            case Read read: return new Term(Names.Variable(read.Name), false);
        }

        var apply = (Apply)expression;
        if (Sums.TryGetValue(apply, out var sum)) return new Term(sum, false);
        switch (apply.Operation)
        {
            case Operation.Add or Operation.Multiply or Operation.Subtract or Operation.Divide: return Arithmetic(apply);
            case Operation.Select:
                return new Term($"({Condition(apply[0])} ? {Tensor(apply[1])} : {Tensor(apply[2])})", false);
            case Operation.Fill: return Of(apply[0]);
            case Operation.Round: return New($"work.Rounded({Names.Int(plan.TensorIndex(Memory.Slot))}, {Tensor(apply[0])})");
            case Operation.Negate: return New(Of(apply[0]).Call("neg"));
            case Operation.Square: return New(Of(apply[0]).Call("pow", Number("2")));
            case Operation.Pow when apply[1] is Literal { Value: not (0.5 or -0.5) }: return New(Of(apply[0]).Call("pow", Of(apply[1]).Argument));
            case Operation.Pow: return New($"work.Pow({Of(apply[0]).Text}, {Of(apply[1]).Text})");
            case Operation.Max or Operation.Min: return Extremum(apply);
            case Operation.Clamp: return New(Of(apply[0]).Call("clamp", Of(apply[1]).Argument, Of(apply[2]).Argument));
            case Operation.Lerp:
                var difference = Arithmetic(Apply.Of(Operation.Subtract, apply.Kind, apply[1], apply[0]));
                var weighted = new Term(difference.Text, true).Call("mul", Of(apply[2]).Argument);
                return New($"{weighted}.add_({Of(apply[0]).Argument}{One})");
            case Operation.Where:
                if (apply[0] is Apply { Operation: Operation.Greater } uniform && IsNumber(uniform[0]) && IsNumber(uniform[1]))
                    return new Term($"({Of(uniform[0]).Text} > {Of(uniform[1]).Text} ? {Tensor(apply[1])} : {Tensor(apply[2])})", false);
                return New($"{Names.Torch}.where({Of(apply[0]).Text}, {Tensor(apply[1])}, {Tensor(apply[2])})");
            case Operation.Not: return New($"{Of(apply[0]).Text}.logical_not()");
            case Operation.And: return New($"{Of(apply[0]).Text}.logical_and({Of(apply[1]).Text})");
            case Operation.Or: return New($"{Of(apply[0]).Text}.logical_or({Of(apply[1]).Text})");
            case Operation.Less: return Compare(apply, "lt", "gt");
            case Operation.LessOrEqual: return Compare(apply, "le", "ge");
            case Operation.Greater: return Compare(apply, "gt", "lt");
            case Operation.GreaterOrEqual: return Compare(apply, "ge", "le");
            default: return New(Of(apply[0]).Call(apply.Operation.ToString().ToLowerInvariant()));
        }
    }

    private static Term New(string text) => new(text, true);

    /// <summary>The value as a tensor: numbers are spread out.</summary>
    private string Tensor(Expression expression) => Of(expression) is { IsNumber: true } number
        ? $"{Names.Torch}.full_like(work.Gradient, {number.Argument})"
        : Of(expression).Text;

    private Term Arithmetic(Apply apply)
    {
        var (a, b) = (Of(apply[0]), Of(apply[1]));
        var method = apply.Operation switch
        {
            Operation.Add => "add",
            Operation.Subtract => "sub",
            Operation.Multiply => "mul",
            _ => "div",
        };
        if (!a.IsNumber)
        {
            var commutes = apply.Operation is Operation.Add or Operation.Multiply;
            return New(commutes && !a.IsNew && b.IsNew ? b.Call(method, a.Argument) : a.Call(method, b.Argument));
        }

        return apply.Operation switch
        {
            Operation.Subtract => New($"{b.Call("neg")}.add_({a.Argument}{One})"),
            Operation.Divide => New($"{b.Call("reciprocal")}.mul_({a.Argument})"),
            _ => New(b.Call(method, a.Argument)),
        };
    }

    private Term Extremum(Apply apply)
    {
        var (a, b) = (Of(apply[0]), Of(apply[1]));
        if (!a.IsNumber && !b.IsNumber) return New($"{Names.Torch}.{(apply.Operation == Operation.Max ? "maximum" : "minimum")}({a.Text}, {b.Text})");
        var (tensor, bound) = a.IsNumber ? (b, a) : (a, b);
        // With one bound alone, libtorch would pass over a bound that is NaN.
        return New(apply.Operation == Operation.Max
            ? $"{tensor.Text}.clamp(min: {bound.Argument}, max: {Number("double.PositiveInfinity")})"
            : $"{tensor.Text}.clamp(min: {Number("double.NegativeInfinity")}, max: {bound.Argument})");
    }

    private Term Compare(Apply apply, string method, string mirrored)
    {
        var (a, b) = (Of(apply[0]), Of(apply[1]));
        return a.IsNumber ? New($"{b.Text}.{mirrored}({a.Argument})") : New($"{a.Text}.{method}({b.Argument})");
    }
}

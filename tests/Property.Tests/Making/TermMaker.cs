using OptimizerDsl.Tests.Rules;

namespace OptimizerDsl.Tests.Making;

/// <summary>Makes random expressions of the variables that are in scope.</summary>
internal sealed class TermMaker(Random random, List<Variable> scope)
{
    private static readonly double[] s_constants = [0.1, 0.25, 0.5, 0.9, 1, 1.5, 2, 3];
    private static readonly int[] s_integers = [1, 2, 3, 7, 1000, 65537, 1103515245, int.MaxValue];
    private static readonly double[] s_exponents = [-1, -0.5, 0.5, 1.5, 2, 3];

    public Term Make(Kind kind, int depth) => depth <= 0 || random.Next(6) == 0 ? Leaf(kind) : Composed(kind, depth - 1);

    private Term Composed(Kind kind, int depth)
    {
        if (kind == Kind.Scalar && random.Next(2) == 0) return Reduced(depth);
        if (kind == Kind.Tensor && random.Next(10) == 0) return new OfBank(random.Next(2) == 0, Make(Kind.Bank, depth));
        if (kind is Kind.Tensor or Kind.Scalar or Kind.Bank && random.Next(20) == 0) return OfConditionalState(kind, depth);

        // Arithmetic is most of what rules do; the functions take turns for the rest.
        var functions = Functions.ByResult[kind].Where(f => f.IsInfix == (random.Next(2) == 0)).ToList();
        if (functions.Count == 0) return Leaf(kind);
        var function = Pick(functions);
        var arguments = function.Operands.Select(o => MakeIn(o, depth)).ToArray();
        // The compiler computes what it can itself, and refuses what does not fit into an int.
        if (kind is Kind.Integer or Kind.Bool && function.Operands[0].Kind == Kind.Integer && !arguments.Any(a => a.All.Any(x => x is Variable))) return Leaf(kind);
        // The compiler warns of what is compared with itself.
        if (kind.IsAnswer() && arguments is [var a, var b] && a.Text == b.Text && a is Variable) return Leaf(kind);
        return new Call(function, arguments);
    }

    /// <summary>A choice by the condition of a state, which may be used in the one arm.</summary>
    private Call OfConditionalState(Kind kind, int depth)
    {
        var state = Pick([.. Fields.States.Where(s => s.When is not null)]);
        var within = new TermMaker(random, [.. scope, state.Variable, state.Variable, state.Variable]);
        return new Call(Functions.Select(kind), [new Variable(Kind.Bool, state.When!), within.Make(kind, depth), Make(kind, depth)]);
    }

    private Term MakeIn(Operand operand, int depth) => operand.Domain switch
    {
        Domain.Positive => new Call(Functions.Add(operand.Kind, operand.Kind, Kind.Host), [new Call(Functions.Abs(operand.Kind), [Make(operand.Kind, depth - 1)]), new Constant(0.5)]),
        Domain.Unit => new Call(Functions.Tanh(operand.Kind), [Make(operand.Kind, depth - 1)]),
        Domain.Exponent => new Constant(Pick(s_exponents)),
        Domain.WholeExponent => new Constant(2 + random.Next(2)),
        Domain.Damping => new Variable(Kind.Host, Pick(["beta1", "beta2"])),
        Domain.Step => new Variable(operand.Kind, "t"),
        Domain.Interval => new Variable(operand.Kind, "every"),
        _ => Make(operand.Kind, depth),
    };

    private Reduction Reduced(int depth)
    {
        var over = Pick([Over.Tensor, Over.Tensor, Over.Group, Over.All]);
        return random.Next(9) switch
        {
            // Of one tensor it is a number of the host.
            8 => new("Count", [new Variable(Kind.Tensor, "g")], over == Over.Tensor ? Over.Group : over),
            0 => new("Sum", [Make(Kind.Tensor, depth)], over),
            1 or 2 => new("Mean", [Make(Kind.Tensor, depth)], over),
            3 or 4 => new("Norm", [Make(Kind.Tensor, depth)], over),
            5 => new("Dot", [Make(Kind.Tensor, depth), Make(Kind.Tensor, depth)], over),
            6 => new("MaxAbs", [Make(Kind.Tensor, depth)], over),
            _ when random.Next(2) == 0 => new("CountWhere", [Make(Kind.Mask, depth + 1)], over),
            _ => new("Sum", [Make(Kind.Scalar, depth)], over == Over.Tensor ? Over.Group : over),
        };
    }

    private Term Leaf(Kind kind)
    {
        if (kind == Kind.Host && random.Next(2) == 0) return new Constant(Pick(s_constants));
        if (kind == Kind.Integer && random.Next(2) == 0) return new Whole(Pick(s_integers));
        var variables = scope.Where(v => v.Kind == kind).ToList();
        if (variables.Count > 0) return Pick(variables);
        return kind switch
        {
            Kind.Mask => Compared(Kind.Mask, Kind.Tensor),
            Kind.Condition => Compared(Kind.Condition, Kind.Scalar),
            Kind.Scalar => new Reduction(Pick(["Norm", "Mean", "MaxAbs"]), [Leaf(Kind.Tensor)], Pick([Over.Tensor, Over.Group, Over.All])),
            Kind.Bank => new Call(Functions.Multiply(Kind.Bank, Kind.Coefficients, Kind.Tensor), [Leaf(Kind.Coefficients), Leaf(Kind.Tensor)]),
            _ => throw new InvalidOperationException($"No {kind} is in scope."),
        };
    }

    private Call Compared(Kind answer, Kind operand) =>
        new(Pick([.. Functions.ByResult[answer].Where(f => f.IsInfix && f.Operands[0].Kind == operand && f.Operands[1].Kind == Kind.Host)]),
            [Leaf(operand), new Constant(Pick(s_constants))]);

    private TItem Pick<TItem>(IReadOnlyList<TItem> items) => items[random.Next(items.Count)];
}

using System.Globalization;

namespace OptimizerDsl.Generator.Rules;

/// <summary>Writes a rule as text, one part a line, and reads it back.</summary>
internal static class RuleText
{
    /// <summary>The version of the notation. A compiler reads the versions up to its own.</summary>
    public const int Version = 1;

    public static IEnumerable<string> Print(Rule rule)
    {
        yield return $"(rule {Text(Version)}";
        foreach (var h in rule.Hyperparameters) yield return " " + Of(h);
        foreach (var c in rule.Constraints) yield return $" {L("constraint", A(c.Message), Of(c.Condition))}";
        foreach (var s in rule.States) yield return " " + Of(s);
        if (rule.Memory is { } memory) yield return $" {L("memory", [A(memory.Capacity), A(memory.Decay), A(Text(memory.Replacement)), .. Of(memory)])}";
        yield return $" {L("update", A(rule.Parameter), A(rule.Gradient), A(rule.Step ?? ""), SExpression.List(rule.Arguments.Select(a => A(a.ToString()))))}";
        foreach (var l in rule.Locals) yield return $" {L("local", A(l.Name), A(l.Kind.ToString()))}";
        foreach (var s in rule.Statements) yield return " " + Of(s);
        foreach (var k in rule.Kept) yield return $" {L("keep", A(k.Field), Of(k.Value))}";
        yield return ")";
    }

    /// <summary>Reads a rule.</summary>
    /// <exception cref="FormatException">The text is not a rule, or of a later version.</exception>
    public static Rule Parse(string text)
    {
        try
        {
            return Rule(SExpression.Parse(text));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or OverflowException)
        {
            throw new FormatException("The rule is damaged: " + e.Message, e);
        }
    }

    private static Rule Rule(SExpression e)
    {
        if (Head(e) != "rule" || Int(e.Items[1]) > Version) throw new FormatException("The rule was compiled by a later version.");
        var parts = e.Items.Skip(2).ToArray();
        var update = parts.First(p => Head(p) == "update").Items;
        return new Rule(
            parts.Where(p => Head(p) == "hyper").Select(Hyperparameter).ToEquatableArray(),
            parts.Where(p => Head(p) == "state").Select(State).ToEquatableArray(),
            parts.Where(p => Head(p) == "memory").Select(p => new Memory(Int(p.Items[1]), Number(p.Items[2]), ReplacementOf(p.Items[3]), PrecisionAt(p, 4), IsStochasticAt(p, 5), p.Items.Count > 6)).FirstOrDefault(),
            update[1].Atom!, update[2].Atom!, update[3].Atom!.Length == 0 ? null : update[3].Atom,
            update[4].Items.Select(a => Enum<UpdateArgument>(a)).ToEquatableArray(),
            parts.Where(p => Head(p) == "local").Select(p => new Variable(p.Items[1].Atom!, Enum<Kind>(p.Items[2]))).ToEquatableArray(),
            parts.Where(p => Head(p) is "set" or "if" or "offer" or "eager").Select(Statement).ToEquatableArray(),
            parts.Where(p => Head(p) == "keep").Select(p => new Kept(p.Items[1].Atom!, Expression(p.Items[2]))).ToEquatableArray())
        {
            Constraints = parts.Where(p => Head(p) == "constraint").Select(p => new Constraint(p.Items[1].Atom!, Expression(p.Items[2]))).ToEquatableArray(),
        };
    }

    private static SExpression Of(Hyperparameter h) => L("hyper",
        A(h.Name), A(h.Type.ToString()), h.Default is { } d ? A(d) : A("-"), A(h.IsRequired ? "required" : "optional"),
        A(h.AtLeast), A(h.Above), A(h.AtMost), A(h.Below), A(h.Summary), SExpression.List(h.Entries.Select(A)));

    private static Hyperparameter Hyperparameter(SExpression e) => new(
        e.Items[1].Atom!, Enum<HyperparameterType>(e.Items[2]), e.Items[3].Atom == "-" ? null : Number(e.Items[3]), e.Items[4].Atom == "required",
        Number(e.Items[5]), Number(e.Items[6]), Number(e.Items[7]), Number(e.Items[8]), e.Items[9].Atom!)
    {
        Entries = e.Items[10].Items.Select(Number).ToEquatableArray(),
    };

    private static SExpression Of(StateField s) => L("state",
        [A(s.Field), A(s.Name), A(s.Kind.ToString()), A(s.Per ?? ""), A(s.When ?? ""),
        A(s.Initial.Kind.ToString()), A(s.Initial.Value), A(s.Initial.Hyperparameter ?? ""), .. s switch
        {
            { Shape: { } shape } => [A(shape.Type), A(shape.Name)],
            { Over: not Over.Tensor } => [A(s.Over.ToString())],
            _ => Of(s.Precision, s.StochasticRounding),
        }]);

    private static StateField State(SExpression e)
    {
        var state = new StateField(
            e.Items[1].Atom!, e.Items[2].Atom!, Enum<Kind>(e.Items[3]), OrNull(e.Items[4]), OrNull(e.Items[5]),
            new Initial(Enum<InitialKind>(e.Items[6]), Number(e.Items[7]), OrNull(e.Items[8])));
        return state.Kind switch
        {
            Kind.Torch => state with { Shape = new ShapeMethod(e.Items[9].Atom!, e.Items[10].Atom!) },
            Kind.Host or Kind.Scalar => state with { Over = e.Items.Count > 9 ? Enum<Over>(e.Items[9]) : Over.Tensor },
            _ => state with { Precision = PrecisionAt(e, 9), StochasticRounding = IsStochasticAt(e, 10) },
        };
    }

    private static string Text(Replacement replacement) => replacement switch
    {
        Replacement.FirstInFirstOut => "fifo",
        Replacement.CriticalTest => "test",
        _ => "priority",
    };

    private static Replacement ReplacementOf(SExpression e) => e.Atom switch
    {
        "priority" => Replacement.Priority,
        "fifo" => Replacement.FirstInFirstOut,
        "test" => Replacement.CriticalTest,
        var other => throw new FormatException($"Unknown replacement '{other}'."),
    };

    /// <summary>Nothing where the parameter's own type is meant, as texts had it before there were others.</summary>
    private static SExpression[] Of(Precision precision, bool stochastic) =>
        precision == Precision.Same ? [] : [A(precision.ToString()), A(stochastic ? "stochastic" : "nearest")];

    private static SExpression[] Of(Memory memory) => memory.HasBufferDtype
        ? [A(memory.Precision.ToString()), A(memory.StochasticRounding ? "stochastic" : "nearest"), A(Memory.BufferDtypeName)]
        : Of(memory.Precision, memory.StochasticRounding);

    private static Precision PrecisionAt(SExpression e, int index) => e.Items.Count > index ? Enum<Precision>(e.Items[index]) : Precision.Same;

    private static bool IsStochasticAt(SExpression e, int index) => e.Items.Count > index && e.Items[index].Atom == "stochastic";

    private static SExpression Of(Statement statement) => statement switch
    {
        Assign s => L("set", A(s.Target), Of(s.Value), A(s.Text)),
        Branch s => L("if", Of(s.Condition), SExpression.List(s.Then.Select(Of)), SExpression.List(s.Else.Select(Of)), A(s.Text)),
        Offer s => L("offer", Of(s.Value), Of(s.Priority), A(s.Text)),
        Invoke s => L("eager", A(s.Target), A(s.Method.Type), A(s.Method.Name), SExpression.List(s.Method.Parameters.Select(p => A(p.ToString()))), A(s.Method.Dimensions),
            SExpression.List(s.Arguments.Select(Of)), A(s.Text)),
        _ => throw new InvalidOperationException("A rule has no other statements."),
    };

    private static Statement Statement(SExpression e) => Head(e) switch
    {
        "set" => new Assign(e.Items[1].Atom!, Expression(e.Items[2]), e.Items[3].Atom!),
        "if" => new Branch(Expression(e.Items[1]), e.Items[2].Items.Select(Statement).ToEquatableArray(), e.Items[3].Items.Select(Statement).ToEquatableArray(), e.Items[4].Atom!),
        "offer" => new Offer(Expression(e.Items[1]), Expression(e.Items[2]), e.Items[3].Atom!),
        "eager" => new Invoke(
            e.Items[1].Atom!,
            new EagerMethod(e.Items[2].Atom!, e.Items[3].Atom!, e.Items[4].Items.Select(Enum<EagerParameter>).ToEquatableArray(), Int(e.Items[5])),
            e.Items[6].Items.Select(Expression).ToEquatableArray(), e.Items[7].Atom!),
        var other => throw new FormatException($"Unknown statement '{other}'."),
    };

    private static SExpression Of(Expression expression) => expression switch
    {
        Literal e => L("lit", A(e.Value), A(e.Kind.ToString())),
        Read e => L("get", A(e.Name), A(e.Kind.ToString())),
        Call e => L("call", e.Arguments.Select(Of).Prepend(A(e.Function))),
        Apply e => L("do", e.Arguments.Select(Of).Prepend(A(e.Over.ToString())).Prepend(A(e.Kind.ToString())).Prepend(A(e.Operation.ToString()))),
        _ => throw new InvalidOperationException("A rule has no other expressions."),
    };

    private static Expression Expression(SExpression e) => Head(e) switch
    {
        "lit" => new Literal(Number(e.Items[1]), Enum<Kind>(e.Items[2])),
        "get" => new Read(e.Items[1].Atom!, Enum<Kind>(e.Items[2])),
        "call" => new Call(e.Items[1].Atom!, e.Items.Skip(2).Select(Expression).ToEquatableArray()),
        "do" => new Apply(Enum<Operation>(e.Items[1]), Enum<Kind>(e.Items[2]), e.Items.Skip(4).Select(Expression).ToEquatableArray(), Enum<Over>(e.Items[3])),
        var other => throw new FormatException($"Unknown expression '{other}'."),
    };

    private static SExpression L(string head, params IEnumerable<SExpression> items) => SExpression.List(head, items);

    private static SExpression A(string atom) => SExpression.Of(atom);

    private static SExpression A(double number) => SExpression.Of(number.ToString("R", CultureInfo.InvariantCulture));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Head(SExpression e) => e.Items.Count > 0 ? e.Items[0].Atom ?? "" : "";

    private static string? OrNull(SExpression e) => e.Atom!.Length == 0 ? null : e.Atom;

    private static int Int(SExpression e) => int.Parse(e.Atom!, CultureInfo.InvariantCulture);

    private static double Number(SExpression e) => double.Parse(e.Atom!, CultureInfo.InvariantCulture);

    private static T Enum<T>(SExpression e) where T : struct => (T)System.Enum.Parse(typeof(T), e.Atom!);
}

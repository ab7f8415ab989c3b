using System.Globalization;

namespace OptimizerDsl.Generator.Rules;

/// <summary>Writes a rule as text, one part a line, and reads it back.</summary>
internal static class RuleText
{
    /// <summary>The version of the notation. A compiler reads the versions up to its own.</summary>
    /// <remarks>
    /// It is raised with every change of the notation, a new operation among them: what an older compiler does not know, it must
    /// not compose. 2 has the arithmetic of integers and numbers that parameters have in common; 1 was anything before.
    /// </remarks>
    public const int Version = 2;

    private static readonly HashSet<string> s_statements = new(["set", "if", "offer", "eager"], StringComparer.Ordinal);
    private static readonly HashSet<string> s_parts = new(["hyper", "constraint", "state", "memory", "update", "local", "keep", .. s_statements], StringComparer.Ordinal);

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
        if (Head(e) != "rule" || Int(e.Items[1]) is < 1 or > Version) throw new FormatException("The rule was compiled by a later version.");
        var parts = e.Items.Skip(2).ToLookup(Head, StringComparer.Ordinal);
        if (parts.FirstOrDefault(p => !s_parts.Contains(p.Key)) is { } other) throw new FormatException($"Unknown part '{other.Key}'.");
        var update = Items(parts["update"].Single(), 5);
        return new Rule(
            parts["hyper"].Select(Hyperparameter).ToEquatableArray(),
            parts["state"].Select(State).ToEquatableArray(),
            parts["memory"].Select(MemoryOf).SingleOrDefault(),
            Atom(update[1]), Atom(update[2]), OrNull(update[3]),
            update[4].Items.Select(Enum<UpdateArgument>).ToEquatableArray(),
            parts["local"].Select(p => Items(p, 3)).Select(p => new Variable(Atom(p[1]), Enum<Kind>(p[2]))).ToEquatableArray(),
            e.Items.Skip(2).Where(p => s_statements.Contains(Head(p))).Select(Statement).ToEquatableArray(),
            parts["keep"].Select(p => Items(p, 3)).Select(p => new Kept(Atom(p[1]), Expression(p[2]))).ToEquatableArray())
        {
            Constraints = parts["constraint"].Select(p => Items(p, 3)).Select(p => new Constraint(Atom(p[1]), Expression(p[2]))).ToEquatableArray(),
        };
    }

    private static Memory MemoryOf(SExpression e)
    {
        var i = Items(e, 4, 6, 7);
        var hasBufferDtype = i.Count == 7 && Is(i[6], Memory.BufferDtypeName);
        return new Memory(Int(i[1]), Number(i[2]), ReplacementOf(i[3]), PrecisionAt(i, 4), IsStochasticAt(i, 5), hasBufferDtype);
    }

    private static SExpression Of(Hyperparameter h) => L("hyper",
        A(h.Name), A(h.Type.ToString()), h.Default is { } d ? A(d) : A("-"), A(h.IsRequired ? "required" : "optional"),
        A(h.AtLeast), A(h.Above), A(h.AtMost), A(h.Below), A(h.Summary), SExpression.List(h.Entries.Select(A)));

    private static Hyperparameter Hyperparameter(SExpression e)
    {
        var i = Items(e, 11);
        return new Hyperparameter(
            Atom(i[1]), Enum<HyperparameterType>(i[2]), Atom(i[3]) == "-" ? null : Number(i[3]), Is(i[4], "required", "optional"),
            Number(i[5]), Number(i[6]), Number(i[7]), Number(i[8]), Atom(i[9]))
        {
            Entries = i[10].Items.Select(Number).ToEquatableArray(),
        };
    }

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
        var items = Items(e, 9, 10, 11);
        var state = new StateField(
            Atom(items[1]), Atom(items[2]), Enum<Kind>(items[3]), OrNull(items[4]), OrNull(items[5]),
            new Initial(Enum<InitialKind>(items[6]), Number(items[7]), OrNull(items[8])));
        return state.Kind switch
        {
            Kind.Torch => state with { Shape = new ShapeMethod(Atom(items[9]), Atom(items[10])) },
            Kind.Host or Kind.Scalar => state with { Over = items.Count > 9 ? Enum<Over>(items[9]) : Over.Tensor },
            _ => state with { Precision = PrecisionAt(items, 9), StochasticRounding = IsStochasticAt(items, 10) },
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

    private static Precision PrecisionAt(List<SExpression> items, int index) => items.Count > index ? Enum<Precision>(items[index]) : Precision.Same;

    private static bool IsStochasticAt(List<SExpression> items, int index) => items.Count > index && Is(items[index], "stochastic", "nearest");

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
        "set" when Items(e, 4) is var i => new Assign(Atom(i[1]), Expression(i[2]), Atom(i[3])),
        "if" when Items(e, 5) is var i =>
            new Branch(Expression(i[1]), i[2].Items.Select(Statement).ToEquatableArray(), i[3].Items.Select(Statement).ToEquatableArray(), Atom(i[4])),
        "offer" when Items(e, 4) is var i => new Offer(Expression(i[1]), Expression(i[2]), Atom(i[3])),
        "eager" when Items(e, 8) is var i => new Invoke(
            Atom(i[1]),
            new EagerMethod(Atom(i[2]), Atom(i[3]), i[4].Items.Select(Enum<EagerParameter>).ToEquatableArray(), Int(i[5])),
            i[6].Items.Select(Expression).ToEquatableArray(), Atom(i[7])),
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
        "lit" when Items(e, 3) is var i => new Literal(Number(i[1]), Enum<Kind>(i[2])),
        "get" when Items(e, 3) is var i => new Read(Atom(i[1]), Enum<Kind>(i[2])),
        "call" => new Call(Atom(e.Items[1]), e.Items.Skip(2).Select(Expression).ToEquatableArray()),
        "do" => new Apply(Enum<Operation>(e.Items[1]), Enum<Kind>(e.Items[2]), e.Items.Skip(4).Select(Expression).ToEquatableArray(), Enum<Over>(e.Items[3])),
        var other => throw new FormatException($"Unknown expression '{other}'."),
    };

    private static SExpression L(string head, params IEnumerable<SExpression> items) => SExpression.List(head, items);

    private static SExpression A(string atom) => SExpression.Of(atom);

    private static SExpression A(double number) => SExpression.Of(number.ToString("R", CultureInfo.InvariantCulture));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Head(SExpression e) => e.Items.Count > 0 ? e.Items[0].Atom ?? "" : "";

    /// <summary>The items of a list, of which there must be one of these numbers.</summary>
    private static List<SExpression> Items(SExpression e, params int[] counts) =>
        counts.Contains(e.Items.Count) ? e.Items : throw new FormatException($"'{Head(e)}' has {Text(e.Items.Count)} items.");

    private static string Atom(SExpression e) => e.Atom ?? throw new FormatException($"'{e}' is a list.");

    private static bool Is(SExpression e, string yes, string? no = null) =>
        Atom(e) == yes || (Atom(e) == no ? false : throw new FormatException($"'{e}' is not '{yes}'."));

    private static string? OrNull(SExpression e) => Atom(e).Length == 0 ? null : e.Atom;

    private static int Int(SExpression e) => int.Parse(Atom(e), CultureInfo.InvariantCulture);

    private static double Number(SExpression e) => double.Parse(Atom(e), CultureInfo.InvariantCulture);

    /// <summary>A member of an enumeration, by its name: one that is not known here has no number here.</summary>
    private static T Enum<T>(SExpression e) where T : struct =>
        System.Enum.IsDefined(typeof(T), Atom(e)) ? (T)System.Enum.Parse(typeof(T), e.Atom!) : throw new FormatException($"Unknown {typeof(T).Name} '{e}'.");
}

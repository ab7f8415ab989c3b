using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Analysis;

/// <summary>Gives the eager methods of a rule tensors to work on: a pass stores what they take, later ones load what they return.</summary>
/// <remarks>
/// A tensor that has not been assigned yet is handed over as it is, because only the last pass assigns any. Everything else is
/// stored in a tensor made for it; so is every result. A state in a shape of its own keeps what it was until the step is over.
/// </remarks>
internal sealed class Handover(Rule rule, Func<string, string> unique)
{
    // What is kept in another type is not what a method takes.
    private readonly HashSet<string> _atHand = new(Slicing.Tensors(rule).Where(t => rule.PrecisionOf(t) == Precision.Same), StringComparer.Ordinal);

    /// <summary>The tensors that are made for arguments and results, in the order of the pointer table.</summary>
    public List<string> Scratch { get; } = [];

    /// <summary>The states in shapes of their own, each with the name of what it becomes.</summary>
    public List<Renewal> Renewals { get; } = [];

    public IReadOnlyList<Statement> Lower(IEnumerable<Statement> statements)
    {
        var all = statements.ToArray();
        var result = new List<Statement>();
        foreach (var statement in all)
        {
            if (statement is not Invoke invoke)
            {
                result.Add(statement);
                _atHand.ExceptWith(Written([statement]));
                continue;
            }

            var arguments = invoke.Arguments.Select(a => HandOver(a, invoke, result)).ToEquatableArray();
            if (rule.States.Any(s => s.Kind == Kind.Torch && s.Field == invoke.Target))
            {
                var renewal = new Renewal(invoke.Target, unique(invoke.Target + "_renewed"));
                Renewals.Add(renewal);
                result.Add(invoke with { Target = renewal.Name, Arguments = arguments });
                continue;
            }

            // What the rule assigns once more is a variable of its own.
            var target = Written(all).Count(name => name == invoke.Target) == 1 ? invoke.Target : unique(invoke.Target + "_result");
            result.Add(invoke with { Target = target, Arguments = arguments });
            if (target != invoke.Target) result.Add(new Assign(invoke.Target, new Read(target, Kind.Tensor), invoke.Text));
            Scratch.Add(target);
            _atHand.Add(target);
        }

        return result;
    }

    private Expression HandOver(Expression argument, Invoke invoke, List<Statement> result) => argument switch
    {
        Read { Kind: Kind.Torch } state => Renewals.Find(r => r.State == state.Name) is { } renewal ? state with { Name = renewal.Name } : state,
        { Kind: not Kind.Tensor } => argument,
        Read read when _atHand.Contains(read.Name) => argument,
        _ => Store(argument, invoke, result),
    };

    private Read Store(Expression argument, Invoke invoke, List<Statement> result)
    {
        var name = unique(char.ToLowerInvariant(invoke.Method.Name[0]) + invoke.Method.Name.Substring(1) + "_argument");
        result.Add(new Assign(name, argument, invoke.Text));
        Scratch.Add(name);
        return new Read(name, Kind.Tensor);
    }

    private static IEnumerable<string> Written(IEnumerable<Statement> statements) => Access.Of(statements).Where(a => a.IsWrite).Select(a => a.Name);
}

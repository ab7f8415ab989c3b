using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Analysis;

/// <summary>Cuts one pass out of a rule: the statements it needs, and no others.</summary>
internal sealed class Slicing(Rule rule, Hoisting hoisting, Dictionary<string, int> stages, IReadOnlyList<string> scratch, Func<string, string> unique)
{
    private readonly string[] _tensors = [.. Tensors(rule), .. scratch];

    /// <summary>A parameter's tensors, in the order of its pointer table; scratch follows.</summary>
    public static IEnumerable<string> Tensors(Rule rule)
    {
        var states = rule.TensorStates.Select(s => s.Field);
        return new[] { rule.Parameter, rule.Gradient }.Concat(states).Concat(rule.Memory is null ? [] : [Memory.Sum, Memory.Slot]);
    }

    public Pass Pass(int index, bool isLast, IReadOnlyList<Statement> elementwise)
    {
        var live = new HashSet<string>(StringComparer.Ordinal);
        if (isLast) live.UnionWith(Tensors(rule));
        var statements = Slice(isLast ? elementwise : new BankInlining(unique).Run(elementwise), live, target => stages[target] == index + 1);

        var accesses = Access.Of(statements).ToArray();
        var written = accesses.Where(a => a.IsWrite).Select(a => a.Name).ToArray();
        var used = new HashSet<string>(accesses.Select(a => a.Name), StringComparer.Ordinal);
        var loads = _tensors.Where(t => live.Contains(t) && used.Contains(t)).Select(t => TransferOf(t, accesses.Where(a => a.Name == t))).ToEquatableArray();
        var stores = _tensors.Where(written.Contains).Select(t => TransferOf(t, accesses.Where(a => a.Name == t && a.IsWrite))).ToEquatableArray();
        used.UnionWith(loads.Concat(stores).Select(t => t.Flag ?? ""));
        return new Pass(
            index,
            statements,
            loads,
            stores,
            hoisting.Slots.Where(s => accesses.Any(a => a.Name == s.Name && !a.IsWrite)).Select(s => s.Name).ToEquatableArray(),
            hoisting.Vectors.Where(v => used.Contains(v.Name) || BankPer(used).Contains(v.Name)).Select(v => v.Name).ToEquatableArray(),
            hoisting.Flags.Where(f => used.Contains(f.Name)).Select(f => f.Name).ToEquatableArray());
    }

    private IEnumerable<string> BankPer(HashSet<string> used) =>
        rule.States.Where(s => s.Per is not null && used.Contains(s.Field)).Select(s => s.Per!);

    /// <summary>Keeps the statements whose results are live at the end, the wanted reductions and the arguments of wanted eager methods; leaves in <paramref name="live"/> what is live at the start.</summary>
    private static EquatableArray<Statement> Slice(IReadOnlyList<Statement> statements, HashSet<string> live, Func<string, bool> wanted)
    {
        var kept = new List<Statement>();
        foreach (var statement in statements.Reverse())
        {
            switch (statement)
            {
                case Assign assign when live.Remove(assign.Target):
                    live.UnionWith(assign.Value.Reads());
                    kept.Add(assign);
                    break;
                case Invoke invoke when wanted(invoke.Target):
                    live.UnionWith(invoke.Arguments.SelectMany(a => a.Reads()));
                    break;
                case Reduce reduce when wanted(reduce.Target):
                    live.UnionWith(reduce.Value.Reads());
                    kept.Add(reduce);
                    break;
                case Branch branch:
                    var otherwise = new HashSet<string>(live, StringComparer.Ordinal);
                    var then = Slice(branch.Then, live, wanted);
                    var notThen = Slice(branch.Else, otherwise, wanted);
                    live.UnionWith(otherwise);
                    if (then.Count + notThen.Count > 0) kept.Add(branch with { Then = then, Else = notThen });
                    break;
            }
        }

        kept.Reverse();
        return kept.ToEquatableArray();
    }

    /// <summary>How a tensor moves: under a flag, if every use of it is under that flag.</summary>
    private Transfer TransferOf(string tensor, IEnumerable<Access> uses)
    {
        var state = rule.States.FirstOrDefault(s => s.Field == tensor);
        // A state that may not be allocated moves under its own condition: another that its uses share may hold without it.
        var guard = state?.When is { } when
            ? Guard.Of(rule.Hyperparameters.First(h => h.Name == when)) is var own ? own with { Condition = hoisting.FlagOf(own.Condition) } : null
            : uses.Select(u => u.Guards.AsEnumerable()).Aggregate((a, b) => a.Intersect(b)).FirstOrDefault(g => g.Condition is Read);
        return new Transfer(tensor, state?.Kind ?? Kind.Tensor, (guard?.Condition as Read)?.Name, guard?.Holds ?? true);
    }
}

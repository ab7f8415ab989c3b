using System.Globalization;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Analysis;

/// <summary>Turns a rule into its plan.</summary>
/// <remarks>
/// Reductions split the rule into passes. Every pass but the last only reads: it recomputes what its reductions need from
/// the old state. The last pass writes everything. Nothing is kept between passes but Scalars, so there are no temporaries.
/// Eager methods split it likewise; what they are given and what they return are the only tensors between passes.
/// </remarks>
internal sealed class Planner
{
    private readonly Rule _rule;
    private readonly HashSet<string> _names;
    private readonly Dictionary<string, int> _stages = new(StringComparer.Ordinal);
    private readonly HashSet<string> _returned = new(StringComparer.Ordinal);

    private Planner(Rule rule)
    {
        _rule = rule;
        _names = new HashSet<string>(StringComparer.Ordinal) { rule.Parameter, rule.Gradient, rule.StepVariable, Rule.ElementCount };
        _names.UnionWith(rule.Locals.Select(l => l.Name));
        _names.UnionWith(rule.Hyperparameters.Select(h => h.Name));
        _names.UnionWith(rule.States.Select(s => s.Field));
        _names.Add(Emission.CpuEmitter.SlotType);
    }

    public static Plan Plan(Rule rule) => new Planner(rule).Build();

    private Plan Build()
    {
        var handover = new Handover(_rule, Unique);
        var statements = new Extraction(_rule, Unique).Run(handover.Lower(new MemoryLowering(_rule).Lower(Initialization.Lower(_rule))));
        FindStages(statements);

        var hoisting = new Hoisting(_rule, StageOf, Unique);
        var elementwise = hoisting.Elementwise(statements).ToArray();
        var priority = _rule.Memory is null ? -1 : hoisting.Slots.IndexOf(hoisting.SlotOf(new Read(Memory.Priority, Kind.Scalar)));
        var kept = _rule.Kept.Select(k => new KeptSlot(k.Field, hoisting.Slots.IndexOf(hoisting.SlotOf(k.Value)))).ToArray();
        foreach (var state in _rule.States.Where(s => s.Per is not null)) hoisting.VectorOf(new Read(state.Per!, Kind.Coefficients));

        var reduces = Flatten(statements).OfType<Reduce>().ToArray();
        foreach (var reduce in reduces)
        {
            hoisting.SlotOf(new Read(reduce.Target, Kind.Scalar));
            if (!reduce.Value[0].Kind.IsElementwise()) hoisting.SlotOf(reduce.Value[0]);
        }

        var invocations = elementwise.OfType<Invoke>().Select(i => new Invocation(i, _stages[i.Target] - 1)).ToArray();
        var last = hoisting.Slots.Select(s => s.Stage).Concat(invocations.Select(i => i.Pass + 1)).DefaultIfEmpty(0).Max();
        var passes = Enumerable.Range(0, last + 1).Select(p => new Slicing(_rule, hoisting, _stages, handover.Scratch, Unique).Pass(p, p == last, elementwise)).ToArray();

        return new Plan(
            _rule,
            Slicing.Tensors(_rule).Concat(handover.Scratch).ToEquatableArray(),
            handover.Scratch.ToEquatableArray(),
            hoisting.Flags.ToEquatableArray(),
            hoisting.Slots.ToEquatableArray(),
            hoisting.Vectors.ToEquatableArray(),
            Flatten(statements).OfType<Assign>().Where(a => !a.Value.Kind.IsElementwise()).ToEquatableArray(),
            Reductions(reduces, hoisting).ToEquatableArray(),
            invocations.ToEquatableArray(),
            handover.Renewals.ToEquatableArray(),
            passes.ToEquatableArray(),
            kept.ToEquatableArray(),
            HostChecks.Of(statements).Distinct().ToEquatableArray(),
            priority);
    }

    private string Unique(string name)
    {
        var unique = name;
        for (var i = 2; !_names.Add(unique); i++) unique = name + i.ToString(CultureInfo.InvariantCulture);
        return unique;
    }

    internal static IEnumerable<Statement> Flatten(IEnumerable<Statement> statements) => statements.SelectMany(s => s is Branch branch
        ? Flatten(branch.Then).Concat(Flatten(branch.Else))
        : [s]);

    /// <summary>When each value is known: 0 before the first pass, p + 1 for the result of a reduction or an eager method of pass p.</summary>
    private void FindStages(IEnumerable<Statement> statements, int known = 0)
    {
        foreach (var statement in statements)
        {
            switch (statement)
            {
                case Assign assign:
                    _stages[assign.Target] = Math.Max(Math.Max(known, StageOf(assign.Value)), Known(assign.Target));
                    break;
                case Reduce reduce:
                    _stages[reduce.Target] = Math.Max(known, StageOf(reduce.Value)) + 1;
                    break;
                // What one method returns, the next can take right away; all else a pass has to store, or the first step's beginning.
                case Invoke invoke:
                    _stages[invoke.Target] = invoke.Arguments.Select(a => a is Read read && _returned.Contains(read.Name) ? StageOf(a) : StageOf(a) + 1).Append(known + 1).Max();
                    _returned.Add(invoke.Target);
                    break;
                // Whether the memory accepts is decided when the priority is known; all other conditions are known at first.
                case Branch branch:
                    var decided = branch.Condition == MemoryLowering.Accepts ? Math.Max(known, Known(Memory.Priority)) : known;
                    FindStages(branch.Then, decided);
                    FindStages(branch.Else, decided);
                    break;
            }
        }
    }

    private int Known(string name) => _stages.TryGetValue(name, out var stage) ? stage : 0;

    private int StageOf(Expression expression) => expression.Reads().Select(Known).DefaultIfEmpty(0).Max();

    private IEnumerable<Reduction> Reductions(Reduce[] reduces, Hoisting hoisting)
    {
        var totals = new Dictionary<int, int>();
        foreach (var reduce in reduces)
        {
            var pass = _stages[reduce.Target] - 1;
            var slot = hoisting.Slots.FindIndex(s => s.Value is Read read && read.Name == reduce.Target);
            var isScalar = !reduce.Value[0].Kind.IsElementwise();
            totals.TryGetValue(pass, out var total);
            if (!isScalar) totals[pass] = total + 1;
            yield return new Reduction(
                reduce.Target, reduce.Value.Operation, reduce.Value.Over, pass, slot,
                isScalar ? hoisting.Slots.FindIndex(s => s.Value.Equals(reduce.Value[0])) : -1,
                isScalar ? -1 : total);
        }
    }
}

using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Writes what the host computes before each pass, in float64, once per parameter.</summary>
internal sealed class HostEmitter(Plan plan)
{
    private readonly Dictionary<string, Assign> _assigned = plan.HostStatements.ToDictionary(a => a.Target, StringComparer.Ordinal);

    public void Write(CodeWriter w)
    {
        w.Line("/// <inheritdoc/>");
        using (w.Block($"public override int Host(int stage, {Names.Modules}OptimizerOptions options, {Names.Compiled}CompiledState state, int memoryCount, double* s, int* lengths)"))
        {
            w.Line("var o = (Options)options;");
            for (var stage = 0; stage < plan.Passes.Count; stage++)
            {
                if (stage > 0 && !Slots(stage).Any()) continue;
                using (w.Block($"if (stage == {Names.Int(stage)})")) WriteStage(w, stage);
                w.Blank();
            }

            w.Line("return 0;");
        }

        if (plan.Checks.Count > 0) WriteChecks(w);
        if (plan.Kept.Count == 0) return;
        w.Blank();
        w.Line("/// <inheritdoc/>");
        using (w.Block($"public override void Keep({Names.Compiled}CompiledState state, double* s)"))
        {
            foreach (var kept in plan.Kept)
                w.Line($"((State)state).{Names.Escape(plan.Rule.States.First(n => n.Field == kept.Field).Name)} = s[{Names.Int(kept.Slot)}];");
        }
    }

    private IEnumerable<(Slot slot, int index)> Slots(int stage) =>
        plan.Slots.Select((slot, index) => (slot, index)).Where(p => p.slot.Stage == stage && !IsReduction(p.index));

    private IEnumerable<Flag> Flags(int stage) => stage == 0 ? plan.Flags.Where(f => !IsAccepts(f)) : [];

    /// <summary>The variables that the values of a stage are computed from.</summary>
    public HashSet<string> Needed(int stage)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (slot, _) in Slots(stage)) Need(slot.Value, needed);
        if (stage == 0) foreach (var vector in plan.Vectors) Need(vector.Value, needed);
        foreach (var flag in Flags(stage)) Need(flag.Condition, needed);
        return needed;
    }

    /// <summary>What the declaration may throw for, as it computes it.</summary>
    private void WriteChecks(CodeWriter w)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var check in plan.Checks)
            foreach (var value in check.Guards.Append(check.Value)) Need(value, needed);
        w.Blank();
        w.Line("/// <inheritdoc/>");
        w.Line("public override bool MayThrow => true;");
        w.Blank();
        w.Line("/// <inheritdoc/>");
        using (w.Block($"public override void Check({Names.Modules}OptimizerOptions options, {Names.Compiled}CompiledState state, int memoryCount)"))
        {
            w.Line("var o = (Options)options;");
            WriteVariables(w, needed);
            foreach (var check in plan.Checks)
            {
                var guards = string.Join(" && ", check.Guards.Select(g => "(" + HostText.Instance.Of(Inline(g)) + ")"));
                w.Line($"{(guards.Length > 0 ? $"if ({guards}) " : "")}_ = {ThrowingText.Instance.Of(Inline(check.Value))};");
            }
        }
    }

    private void WriteStage(CodeWriter w, int stage)
    {
        var slots = Slots(stage).ToArray();
        var vectors = stage == 0 ? plan.Vectors.ToArray() : [];
        var flags = Flags(stage).ToArray();
        WriteVariables(w, Needed(stage));

        foreach (var (slot, index) in slots) w.Line($"s[{Names.Int(index)}] = {HostText.Instance.Of(Inline(slot.Value))};");
        WriteVectors(w, vectors);
        if (flags.Length > 0) w.Line("return " + string.Join(" | ", plan.Flags.Select((f, i) => (f, i)).Where(p => !IsAccepts(p.f)).Select(p => $"({HostText.Instance.Condition(Inline(p.f.Condition))} ? {Names.Int(1 << p.i)} : 0)")) + ";");
    }

    private void WriteVariables(CodeWriter w, HashSet<string> needed)
    {
        foreach (var h in plan.Rule.Hyperparameters.Where(h => needed.Contains(h.Name)))
            w.Line(Hyperparameter(h));
        if (needed.Contains(plan.Rule.StepVariable)) w.Line($"double {Names.Variable(plan.Rule.StepVariable)} = state.step;");
        if (needed.Contains(Rule.ElementCount)) w.Line($"double {Rule.ElementCount} = state.Elements;");
        foreach (var number in plan.Rule.NumberStates.Where(n => needed.Contains(n.Field)))
            w.Line($"var {Names.Variable(number.Field)} = ((State)state).{Names.Escape(number.Name)};");
        if (needed.Contains(Memory.Count)) w.Line($"double {Memory.Count} = memoryCount;");
        foreach (var reduction in plan.Reductions.Where(r => needed.Contains(r.Name)))
            w.Line($"var {Names.Variable(reduction.Name)} = s[{Names.Int(reduction.Slot)}];");
        foreach (var assign in plan.HostStatements.Where(a => needed.Contains(a.Target) && a.Value.Kind != Kind.Coefficients))
        {
            w.At = assign.At;
            w.Line($"var {Names.Variable(assign.Target)} = {HostText.Instance.Of(Inline(assign.Value))};");
            w.At = null;
        }
    }

    /// <summary>A variable with the value of a hyperparameter, from the options o.</summary>
    public static string Hyperparameter(Hyperparameter h) =>
        $"{(h.Type == HyperparameterType.Integer ? "double" : "var")} {Names.Variable(h.Name)} = o.{Names.Escape(h.OptionsName)}{(h.Type == HyperparameterType.Coefficients ? "!" : "!.Value")};";

    private void WriteVectors(CodeWriter w, Vector[] vectors)
    {
        if (vectors.Length == 0) return;
        w.Line($"var vector = s + {Names.Int(plan.Slots.Count)};");
        for (var j = 0; j < vectors.Length; j++)
        {
            var value = Inline(vectors[j].Value);
            var length = LengthOf(value);
            w.Line($"lengths[{Names.Int(j)}] = {length};");
            w.Line($"for (var k = 0; k < {length}; k++) *vector++ = {VectorText.Instance.Of(value)};");
        }
    }

    public string LengthOf(Expression vector) =>
        Names.Variable(Inline(vector).All().OfType<Read>().First(r => r.Kind == Kind.Coefficients).Name) + ".Count";

    public static bool IsAccepts(Flag flag) => flag.Condition is Read { Name: Memory.Accepts };

    private bool IsReduction(int slot) => plan.Reductions.Any(r => r.Slot == slot);

    /// <summary>The names that a value needs, directly and through the assignments before it.</summary>
    private void Need(Expression value, HashSet<string> needed)
    {
        foreach (var name in value.Reads())
            if (needed.Add(name) && _assigned.TryGetValue(name, out var assign)) Need(assign.Value, needed);
    }

    /// <summary>Coefficient locals stand for their expressions: they are computed entry by entry.</summary>
    public Expression Inline(Expression value) => value.Rewrite(e =>
        e is Read { Kind: Kind.Coefficients } read && _assigned.TryGetValue(read.Name, out var assign) ? Inline(assign.Value) : e);

    /// <summary>One entry, k, of a coefficient vector.</summary>
    private sealed class VectorText : HostText
    {
        public static new readonly VectorText Instance = new();

        protected override string Read(Read read) => base.Read(read) + (read.Kind == Kind.Coefficients ? "[k]" : "");
    }
}

using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Declarations;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Writes the compiled rule: its host computations, its kernels and its eager steps.</summary>
internal static class RuleEmitter
{
    public static string Emit(OptimizerDeclaration declaration, Plan plan)
    {
        var rule = declaration.Rule;
        var w = new CodeWriter(mapsLines: true);
        SourceFile.Header(w, declaration);
        w.Line("[Dsl::Compiled.CompiledRule(\"\"\"");
        w.Lines(RuleText.Print(rule).Select(line => "    " + line));
        w.Line("    \"\"\")]");
        using (w.Block($"partial class {Names.Escape(declaration.Name)}"))
        {
            w.Line("/// <summary>The update rule, compiled.</summary>");
            using (w.Block($"private sealed unsafe partial class Rule : {Names.Compiled}CompiledRule"))
            {
                Properties(w, rule, plan);
                w.Blank();
                new HostEmitter(plan).Write(w);
                w.Blank();
                if (plan.Invocations.Count > 0)
                {
                    new MethodEmitter(plan).Write(w);
                    w.Blank();
                }

                var cpu = new CpuEmitter(plan);
                cpu.WriteDispatch(w);
                foreach (var pass in plan.Passes.Where(p => p.Statements.Count > 0))
                {
                    w.Blank();
                    cpu.WritePass(w, pass);
                }

                w.Blank();
                var eager = new EagerEmitter(plan);
                eager.WriteDispatch(w);
                foreach (var pass in plan.Passes.Where(p => p.Statements.Count > 0))
                {
                    w.Blank();
                    eager.WritePass(w, pass);
                }
            }
        }

        return w.ToString();
    }

    private static void Properties(CodeWriter w, Rule rule, Plan plan)
    {
        w.Line("/// <summary>The one instance.</summary>");
        w.Line("public static readonly Rule Instance = new();");
        WriteHyperparameters(w, rule);
        Property(w, $"Net::Collections.Generic.IReadOnlyList<{Names.Compiled}StateTensor> States {{ get; }} = "
            + Array("StateTensor", rule.TensorStates.Select(s => $"new(\"{s.Name}\", {(s.Per is null ? "false" : "true")}{Rounding(s)}{(s.Shape is null ? "" : ", HasOwnShape: true")})")));
        Property(w, $"int Slots => {Names.Int(plan.Slots.Count)};");
        Property(w, $"int Passes => {Names.Int(plan.Passes.Count)};");
        if (new HostEmitter(plan).Needed(0).Contains(Rules.Rule.ElementCount)) Property(w, "bool CountsElements => true;");
        if (plan.Reductions.Count > 0)
        {
            Property(w, $"Net::Collections.Generic.IReadOnlyList<{Names.Compiled}Reduction> Reductions {{ get; }} = "
                + Array("Reduction", plan.Reductions.Select(Reduction)));
        }

        if (plan.Vectors.Count > 0)
        {
            Property(w, $"int Vectors => {Names.Int(plan.Vectors.Count)};");
            var lengths = plan.Vectors.Select(v => "((Options)options)." + Coefficients(v.Value) + "!.Count");
            Property(w, $"int VectorElements({Names.Modules}OptimizerOptions options) => {string.Join(" + ", lengths)};");
        }

        if (rule.TensorStates.Any(s => s.Per is not null))
            Switch(w, "int BankLength(int state", rule, s => s.Per is null ? null : $"((Options)options).{Names.Escape(s.Per)}!.Count", "0");
        if (rule.TensorStates.Any(s => s.When is not null))
            Switch(w, "bool IsAllocated(int state", rule, s => s.When is null ? null : Allocated(rule, s.When), "true");
        if (rule.TensorStates.Any(s => s.Shape is not null)) WriteShapes(w, rule);
        if (rule.NumberStates.Any())
        {
            Property(w, $"Net::Collections.Generic.IReadOnlyList<string> Numbers {{ get; }} = new string[] {{ {string.Join(", ", rule.NumberStates.Select(n => $"\"{n.Name}\""))} }};");
            w.Blank();
            w.Line("/// <inheritdoc/>");
            using (w.Block($"public override double InitialNumber(int number, {Names.Modules}OptimizerOptions options) => number switch", "};"))
            {
                var numbers = rule.NumberStates.ToArray();
                for (var i = 0; i < numbers.Length; i++)
                    w.Line($"{Names.Int(i)} => {(numbers[i].Initial is { Hyperparameter: { } h } ? $"((Options)options).{Names.Escape(rule.Hyperparameters.First(x => x.Name == h).OptionsName)}!.Value" : Names.Number(numbers[i].Initial.Value))},");
                w.Line("_ => 0.0,");
            }
        }

        if (rule.SharesNumbers)
        {
            w.Blank();
            w.Line("/// <inheritdoc/>");
            using (w.Block("public override Dsl::Over NumberOver(int number) => number switch", "};"))
            {
                var numbers = rule.NumberStates.ToArray();
                for (var i = 0; i < numbers.Length; i++)
                    if (numbers[i].Over != Over.Tensor) w.Line($"{Names.Int(i)} => Dsl::Over.{numbers[i].Over},");
                w.Line("_ => Dsl::Over.Tensor,");
            }
        }

        WriteTraffic(w, plan);
        if (rule.Memory is null) return;
        Property(w, $"int PrioritySlot => {Names.Int(plan.PrioritySlot)};");
        // A pass in the middle may reduce what the memory has become.
        var known = plan.Slots[plan.PrioritySlot].Stage;
        if (known < plan.Passes.Count - 1) Property(w, $"int OfferPass => {Names.Int(known)};");
        Property(w, $"int AcceptsFlag => {Names.Int(1 << plan.Flags.ToList().FindIndex(HostEmitter.IsAccepts))};");
        if (rule.Memory.Replacement != Replacement.Priority) Property(w, $"Dsl::Replacement MemoryReplacement => Dsl::Replacement.{rule.Memory.Replacement};");
        if (rule.Memory.Replacement == Replacement.CriticalTest)
            Property(w, $"double MemoryCriticalTest({Names.Modules}OptimizerOptions options) => ((Options)options).{Memory.CriticalTestName}!.Value;");
        if (rule.Memory.Precision != Precision.Same) Property(w, $"Dsl::Precision MemoryPrecision => Dsl::Precision.{rule.Memory.Precision};");
        if (rule.HasBufferDtype)
        {
            Property(w, "bool HasBufferDtype => true;");
            Property(w, $"{Names.Torch}.ScalarType? BufferDtype({Names.Modules}OptimizerOptions options) => ((Options)options).{Memory.BufferDtypeName};");
        }

        if (rule.Memory.StochasticRounding) Property(w, "bool MemoryStochasticRounding => true;");
        Property(w, $"int MemoryCapacity({Names.Modules}OptimizerOptions options) => ((Options)options).{Memory.CapacityName}!.Value;");
        Property(w, $"double MemoryDecay({Names.Modules}OptimizerOptions options) => ((Options)options).{Memory.DecayName}!.Value;");

        string Coefficients(Expression value) =>
            Names.Escape(new HostEmitter(plan).Inline(value).All().OfType<Read>().First(r => r.Kind == Kind.Coefficients).Name);
    }

    private static void WriteHyperparameters(CodeWriter w, Rule rule)
    {
        w.Blank();
        w.Line("/// <inheritdoc/>");
        using (w.Block($"public override Net::Collections.Generic.IReadOnlyList<{Names.Compiled}HyperparameterField> Hyperparameters {{ get; }} = new {Names.Compiled}HyperparameterField[]", "};"))
        {
            foreach (var h in rule.Hyperparameters.Where(h => h.Name != "lr"))
            {
                var (type, field) = (Names.Type(h.Type), "((Options)o)." + Names.Escape(h.Name));
                w.Line($"new(\"{h.Name}\", typeof({type}), o => {field}, (o, value) => {field} = ({type}?)value),");
            }
        }
    }

    private static void WriteTraffic(CodeWriter w, Plan plan)
    {
        w.Blank();
        w.Line("/// <inheritdoc/>");
        using (w.Block("public override long Traffic(int pass, int variant, int element, int* lengths) => pass switch", "};"))
        {
            foreach (var pass in plan.Passes.Where(p => p.Statements.Count > 0))
                w.Line($"{Names.Int(pass.Index)} => {string.Join(" + ", Traffic.Terms(pass, plan))},");
            w.Line("_ => 0,");
        }
    }

    private static string Rounding(StateField state) => state.Precision == Precision.Same ? ""
        : $", Dsl::Precision.{state.Precision}{(state.StochasticRounding ? ", StochasticRounding: true" : "")}";

    private static string Array(string type, IEnumerable<string> items) => $"new {Names.Compiled}{type}[] {{ {string.Join(", ", items)} }};";

    private static string Reduction(Reduction r)
    {
        var kind = r.From >= 0 ? "SumOfScalars" : r.Operation.ToString();
        return $"new({Names.Compiled}ReductionKind.{kind}, Dsl::Over.{r.Over}, Pass: {Names.Int(r.Pass)}, Slot: {Names.Int(r.Slot)}, From: {Names.Int(r.From)}, Total: {Names.Int(r.Total)})";
    }

    private static string Allocated(Rule rule, string when)
    {
        var h = rule.Hyperparameters.First(h => h.Name == when);
        return $"((Options)options).{Names.Escape(h.OptionsName)}!.Value{(h.Type == HyperparameterType.Boolean ? "" : " != 0")}";
    }

    private static void Switch(CodeWriter w, string signature, Rule rule, Func<StateField, string?> value, string otherwise)
    {
        w.Blank();
        w.Line("/// <inheritdoc/>");
        using (w.Block($"public override {signature}, {Names.Modules}OptimizerOptions options) => state switch", "};"))
        {
            var states = rule.TensorStates.ToArray();
            for (var i = 0; i < states.Length; i++)
                if (value(states[i]) is { } text) w.Line($"{Names.Int(i)} => {text},");
            w.Line($"_ => {otherwise},");
        }
    }

    private static void WriteShapes(CodeWriter w, Rule rule)
    {
        w.Blank();
        w.Line("/// <inheritdoc/>");
        using (w.Block("public override long[]? StateShape(int state, long[] shape) => state switch", "};"))
        {
            var states = rule.TensorStates.ToArray();
            for (var i = 0; i < states.Length; i++)
                if (states[i].Shape is { } shape) w.Line($"{Names.Int(i)} => {Names.Method(shape.Type, shape.Name)}(shape),");
            w.Line("_ => shape,");
        }
    }

    private static void Property(CodeWriter w, string text)
    {
        w.Blank();
        w.Line("/// <inheritdoc/>");
        w.Line("public override " + text);
    }
}

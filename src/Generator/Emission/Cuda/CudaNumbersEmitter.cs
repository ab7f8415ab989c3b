using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission.Cuda;

/// <summary>Writes the kernels between the passes: they combine reductions, compute numbers and decide for the critical memory.</summary>
internal sealed class CudaNumbersEmitter(Plan plan, DeviceNumbers numbers, CudaNames names, CodeWriter w)
{
    private readonly CudaNumberText _text = new(names);

    private int Last => plan.Passes.Count - 1;

    private bool Offers(int stage) => plan.Rule.Memory is not null && plan.Slots[plan.PrioritySlot].Stage == stage;

    /// <summary>Whether anything is computed between a pass and the one before it: after an eager method, nothing may be.</summary>
    public bool IsNeeded(IReadOnlyList<int> stages) => stages.Any(s =>
        Offers(s) || s > 0 && (plan.Reductions.Any(r => r.Pass == s - 1) || numbers.Slots(s).Any() || s == Last && plan.Kept.Count > 0));

    /// <summary>Writes one kernel for the stages up to a pass that has elements to run over.</summary>
    public void Write(int pass, IReadOnlyList<int> stages)
    {
        // Where the host counts the steps, it computes what is known before the first pass.
        var isDevices = stages.Count == 1 && stages[0] == 0 && !Offers(0);
        if (isDevices) w.Line("#if DEVICE_NUMBERS");
        using (w.Block($"KERNEL(numbers{Names.Int(pass)}, NUMBERS_THREADS)"))
        {
            if (stages.Any(s => plan.Reductions.Any(r => r.Pass == s - 1))) w.Line("SHARED double shared[NUMBERS_THREADS];");
            foreach (var stage in stages)
            {
                WriteReductions(stage - 1);
                WriteStage(stage, isDevices);
                if (stage != stages[stages.Count - 1]) w.Line("BARRIER;");
            }
        }

        if (isDevices) w.Line("#endif");
        w.Blank();
    }

    private void WriteReductions(int pass)
    {
        var reductions = plan.Reductions.Where(r => r.Pass == pass).ToArray();
        var totals = reductions.Where(r => r.Total >= 0).ToArray();
        if (totals.Length > 0)
            w.Line($"combine_chunks(a, {Names.Int(totals.Length)}, {Names.Int(totals.Where(r => r.Operation == Operation.MaxAbs).Sum(r => 1 << r.Total))}, shared);");
        WriteEarly(reductions.Where(r => r.From >= 0 && plan.Slots[r.From].Stage == 0).Select(r => r.From).Distinct().ToArray());
        foreach (var r in reductions)
        {
            var column = r.From >= 0 ? Column(r.From) : $"TOTAL({Names.Int(r.Total)})";
            var kind = r.From >= 0 ? "SUM" : r.Operation == Operation.MaxAbs ? "MAX_ABS" : r.Operation.ToString().ToUpperInvariant();
            w.Line($"combine(a, {column}, {kind}, {Text(r.Over)}, {Names.Int(r.Slot)}, shared); // {names.Of(r.Name)}");
        }
    }

    /// <summary>Numbers from before the first pass are summed where those of the device are.</summary>
    private void WriteEarly(int[] slots)
    {
        if (slots.Length == 0) return;
        w.Line("#if !DEVICE_NUMBERS");
        using (w.Block("EACH_PARAMETER(parameter)"))
        {
            w.Line("const Work work(a, parameter);");
            foreach (var slot in slots) w.Line($"work.set({Names.Int(slot)}, work.early({Names.Int(slot)}));");
        }

        w.Line("BARRIER;");
        w.Line("#endif");
    }

    private string Column(int slot) => $"SLOT({Names.Int(slot)})";

    private void WriteStage(int stage, bool isDevices)
    {
        var slots = numbers.Slots(stage).ToArray();
        var isLast = stage == Last;
        var kept = isLast ? plan.Kept.Where(k => StateOf(k).Over == Over.Tensor).ToArray() : [];
        if (stage == 0 || slots.Length + kept.Length > 0 || Offers(stage)) WriteParameters(stage, slots, kept, isDevices);
        if (isLast) WriteShared();
    }

    private void WriteParameters(int stage, (Slot Slot, int Index)[] slots, KeptSlot[] kept, bool isDevices)
    {
        using (w.Block("EACH_PARAMETER(parameter)"))
        {
            w.Line("const Work work(a, parameter);");
            if (stage == 0)
            {
                if (!isDevices) w.Line("#if DEVICE_NUMBERS");
                w.Line("work.begin_step();");
                WriteValues(stage, slots);
                WriteFlags();
                if (!isDevices) w.Line("#endif");
            }
            else WriteValues(stage, slots);

            if (Offers(stage)) WriteOffer(stage);
            if (kept.Length == 0) return;
            w.Line("#if DEVICE_NUMBERS");
            foreach (var k in kept) w.Line($"work.keep({Names.Int(NumberOf(k))}, work.late({Names.Int(k.Slot)}));");
            w.Line("#endif");
        }
    }

    /// <summary>What parameters have in common changes when all of them have read it.</summary>
    private void WriteShared()
    {
        var shared = plan.Kept.Where(k => StateOf(k).Over != Over.Tensor).ToArray();
        if (shared.Length == 0) return;
        w.Line("#if DEVICE_NUMBERS");
        w.Line("BARRIER;");
        foreach (var k in shared) w.Line($"keep_shared(a, {Text(StateOf(k).Over)}, {Names.Int(NumberOf(k))}, {Names.Int(k.Slot)}); // {names.Of(k.Field)}");
        w.Line("#endif");
    }

    private StateField StateOf(KeptSlot kept) => plan.Rule.States.First(s => s.Field == kept.Field);

    private int NumberOf(KeptSlot kept) => plan.Rule.NumberStates.ToList().FindIndex(n => n.Field == kept.Field);

    private static string Text(Over over) => over switch { Over.Tensor => "TENSOR_ITSELF", Over.Group => "GROUP", _ => "ALL" };

    private void WriteValues(int stage, (Slot Slot, int Index)[] slots)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var value in numbers.ValuesOf(stage)) numbers.Need(value, needed);

        for (var k = 0; k < numbers.Inputs.Count; k++)
        {
            if (!needed.Contains(numbers.NameOf(k))) continue;
            w.Line($"const double {names.Of(numbers.NameOf(k))} = work.input({Names.Int(k)});" + (numbers.Inputs[k] is Read ? "" : $" // {EquationText.Instance.Of(numbers.Inputs[k])}"));
        }

        if (needed.Contains(plan.Rule.StepVariable)) w.Line($"const double {names.Of(plan.Rule.StepVariable)} = work.step();");
        if (needed.Contains(Rule.ElementCount)) w.Line($"const double {names.Of(Rule.ElementCount)} = (double)work.elements();");
        if (needed.Contains(Memory.Count)) w.Line($"const double {names.Of(Memory.Count)} = work.count();");
        var states = plan.Rule.NumberStates.ToList();
        for (var k = 0; k < states.Count; k++)
            if (needed.Contains(states[k].Field)) w.Line($"const double {names.Of(states[k].Field)} = work.{(states[k].Over == Over.Tensor ? $"state({Names.Int(k)})" : $"shared_state({Names.Int(k)}, {Text(states[k].Over)})")};");
        foreach (var reduction in plan.Reductions.Where(r => needed.Contains(r.Name)))
            w.Line($"const double {names.Of(reduction.Name)} = work.late({Names.Int(reduction.Slot)});");
        foreach (var assign in plan.HostStatements.Where(a => needed.Contains(a.Target) && a.Value.Kind != Kind.Coefficients))
            w.Line($"const {(assign.Value.Kind == Kind.Condition ? "bool" : "double")} {names.Of(assign.Target)} = {_text.Of(numbers.WithInputs(assign.Value))};");

        foreach (var (slot, index) in slots) w.Line($"work.set({Names.Int(index)}, {_text.Of(numbers.WithInputs(slot.Value))});");
    }

    private void WriteFlags()
    {
        var flags = plan.Flags.Where(f => !HostEmitter.IsAccepts(f))
            .Select(f => $"({_text.Condition(numbers.WithInputs(f.Condition))} ? {Names.Int(plan.FlagBit(f.Name))} : 0)").ToArray();
        w.Line($"work.set_flags({(flags.Length == 0 ? "0" : string.Join(" | ", flags))});");
    }

    private void WriteOffer(int stage)
    {
        var memory = plan.Rule.Memory!;
        var accepts = 1 << plan.Flags.ToList().FindIndex(HostEmitter.IsAccepts);
        var priority = (stage == 0 ? "work.early(" : "work.late(") + Names.Int(plan.PrioritySlot) + ")";
        w.Line($"work.offer({priority}, (int)work.input(0), work.input(1), {(memory.Replacement == Replacement.FirstInFirstOut ? "true" : "false")}, {Names.Int(accepts)}"
            + (memory.Replacement == Replacement.CriticalTest ? ", work.happens(work.input(2)));" : ");"));
    }
}

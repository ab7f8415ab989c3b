using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Writes the passes of the fused CPU execution: one struct per pass, generic over its flags and the vector width.</summary>
internal sealed class CpuEmitter(Plan plan)
{
    /// <summary>The name of the type parameter that stands for the type of a memory's slots, where that is an option.</summary>
    public const string SlotType = "TSlot";

    public void WriteDispatch(CodeWriter w)
    {
        w.Line("/// <inheritdoc/>");
        var signature = $"bool float64, in {Names.Compiled}Work work, long begin, long end, ref {Names.Compiled}Totals totals";
        using (w.Block($"public override void Run(int pass, {signature})"))
        using (w.Block("switch (pass)"))
        {
            foreach (var pass in plan.Passes.Where(p => p.Statements.Count > 0))
                w.Line($"case {Names.Int(pass.Index)}: {Call(pass, 0)}; break;");
        }

        // A chain, one flag after the other: it is as long as there are flags, while the kernels are two to the power of them.
        foreach (var pass in plan.Passes.Where(p => p.Statements.Count > 0))
        {
            for (var f = 0; f < pass.Flags.Count; f++)
            {
                w.Blank();
                var bit = plan.FlagBit(pass.Flags[f]);
                using (w.Block($"private static void Run{Names.Int(pass.Index)}{TypeParameters(pass.Flags.Take(f))}({signature}){Constraints(pass.Flags.Take(f))}"))
                {
                    w.Line($"if ((work.Variant & {Names.Int(bit)}) != 0) {Call(pass, f + 1, "On")};");
                    w.Line($"else {Call(pass, f + 1, "Off")};");
                }
            }

            if (ChoosesSlots(pass)) WriteSlots(w, pass, signature);
        }
    }

    /// <summary>The end of the chain where the type of the slots is an option: a kernel for each, compiled where it is used.</summary>
    private void WriteSlots(CodeWriter w, Pass pass, string signature)
    {
        w.Blank();
        using (w.Block($"private static void RunSlots{Names.Int(pass.Index)}{TypeParameters(pass.Flags)}({signature}){Constraints(pass.Flags)}"))
        using (w.Block("switch (work.Slots)"))
        {
            foreach (var type in new[] { Precision.BFloat16, Precision.Float16, Precision.Float32 })
                w.Line($"case Dsl::Precision.{type}: {Names.Compiled}Lanes.Run<Pass{Names.Int(pass.Index)}{TypeParameters(pass.Flags.Append(Names.Compiled + type))}>({Passed}; break;");
            w.Line($"default: {Names.Compiled}Lanes.Run<Pass{Names.Int(pass.Index)}{TypeParameters(pass.Flags.Append(Names.Compiled + "Own"))}>({Passed}; break;");
        }
    }

    private const string Passed = "float64, in work, begin, end, ref totals)";

    private bool ChoosesSlots(Pass pass) => plan.Rule.HasBufferDtype && pass.Loads.Concat(pass.Stores).Any(t => t.Tensor == Memory.Slot);

    private string Call(Pass pass, int chosen, string? last = null)
    {
        var arguments = pass.Flags.Take(Math.Max(0, chosen - 1)).Concat(last is null ? [] : [Names.Compiled + last]);
        var list = arguments.Any() ? "<" + string.Join(", ", arguments) + ">" : "";
        if (chosen >= pass.Flags.Count && ChoosesSlots(pass)) return $"RunSlots{Names.Int(pass.Index)}{list}({Passed}";
        return chosen < pass.Flags.Count
            ? $"Run{Names.Int(pass.Index)}{list}({Passed}"
            : $"{Names.Compiled}Lanes.Run<Pass{Names.Int(pass.Index)}{list}>({Passed}";
    }

    private static string TypeParameters(IEnumerable<string> flags) => flags.Any() ? "<" + string.Join(", ", flags) + ">" : "";

    private static string Constraints(IEnumerable<string> flags) =>
        string.Concat(flags.Select(f => $" where {f} : struct, {Names.Compiled}IFlag"));

    public void WritePass(CodeWriter w, Pass pass)
    {
        w.Line($"/// <summary>Pass {Names.Int(pass.Index + 1)} of {Names.Int(plan.Passes.Count)}: {Traffic.Of(pass, plan)}.</summary>");
        foreach (var flag in plan.Flags.Where(f => pass.Flags.Contains(f.Name)))
            w.Line($"/// <typeparam name=\"{flag.Name}\">Whether {Names.Xml(Describe(flag))}.</typeparam>");
        if (ChoosesSlots(pass)) w.Line($"/// <typeparam name=\"{SlotType}\">The type of the memory's slots.</typeparam>");
        var (types, slots) = ChoosesSlots(pass) ? (pass.Flags.Append(SlotType), $" where {SlotType} : struct, {Names.Compiled}INarrow") : (pass.Flags, "");
        using (w.Block($"private readonly unsafe struct Pass{Names.Int(pass.Index)}{TypeParameters(types)} : {Names.Compiled}IPass{Constraints(pass.Flags)}{slots}"))
        {
            w.Line("[Net::Runtime.CompilerServices.MethodImpl(Net::Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]");
            w.Line($"public static void Run<V, W>(in {Names.Compiled}Work work, long begin, long end, ref {Names.Compiled}Totals totals)");
            w.Line($"    where V : struct, {Names.Compiled}ILanes<V, W>");
            w.Line($"    where W : struct, {Names.Compiled}ILanes<W, W>");
            using (w.Block()) new CpuPassEmitter(plan, pass, w).WriteBody();
        }
    }

    internal static string Describe(Flag flag) => HostEmitter.IsAccepts(flag) ? "the memory takes the candidate" : EquationText.Instance.Of(flag.Condition);
}

using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission.Cuda;

/// <summary>The body of one pass of the CUDA execution, in CUDA C.</summary>
internal sealed class CudaPassEmitter(Plan plan, Pass pass, CudaNames names, CodeWriter w) : LanesPassEmitter(plan, pass, w)
{
    public void Write()
    {
        W.Line($"// Pass {Names.Int(Pass.Index + 1)} of {Names.Int(Plan.Passes.Count)}: {Traffic.Of(Pass, Plan)}.");
        using (W.Block($"struct Pass{Names.Int(Pass.Index)}", "};"))
        {
            var largest = Reductions.Where(r => r.Operation == Operation.MaxAbs).Sum(r => 1 << r.Total);
            W.Line($"enum {{ Totals = {Names.Int(Reductions.Length)}, Largest = {Names.Int(largest)} }};");
            W.Blank();
            W.Line("template <class V> DEVICE static void run(const Work& work, Index begin, Index end, Index stride, double* totals)");
            using (W.Block()) WriteBody();
        }

        W.Blank();
        W.Line($"KERNEL(pass{Names.Int(Pass.Index)}, THREADS) {{ run<Pass{Names.Int(Pass.Index)}>(a); }}");
    }

    private void WriteBody()
    {
        // Only the last pass stores what the rule assigns.
        foreach (var tensor in Pass.Loads.Concat(Plan.Written(Pass)).Select(t => t.Tensor).Distinct())
        {
            var at = tensor == Memory.Slot ? "chosen_slot" : "tensor";
            W.Line($"{TypeOf(tensor)}* const {Pointer(tensor)} = work.{at}<{TypeOf(tensor)}>({Names.Int(Plan.TensorIndex(tensor))});");
        }

        foreach (var flag in Plan.Flags.Where(f => Pass.Flags.Contains(f.Name)))
            W.Line($"const bool {Flag(flag.Name)} = work.flag({Names.Int(Plan.FlagBit(flag.Name))}); // {CpuEmitter.Describe(flag)}");
        foreach (var tensor in Rounded().Where(IsStochastic))
            W.Line($"const unsigned {Noise(tensor)} = noise_of(work.noise(), {Names.Int(Plan.TensorIndex(tensor))}u);");
        if (RefreshesMemory) W.Line("const bool refreshes = work.record()[REFRESH] != 0; // the memory's sum is due to be added up anew");
        WriteNumbers();
        foreach (var reduction in Reductions) WriteTotal(reduction);
        W.Blank();
        using (W.Block("for (Index i = begin; i < end; i += stride)")) WriteElement();
        foreach (var r in Reductions) W.Line($"totals[{Names.Int(r.Total)}] = joined(totals[{Names.Int(r.Total)}], {TotalOf(r)}, {(r.Operation == Operation.MaxAbs ? "true" : "false")});");
    }

    private bool RefreshesMemory => Pass.Index == Plan.Passes.Count - 1 && Pass.Stores.Any(s => s.Tensor == Memory.Sum);

    // The slots are all read; that they are so seldom keeps the step from depending on their number.
    protected override void WriteBeforeStores()
    {
        if (!RefreshesMemory) return;
        var (sum, slot) = (Variable(Memory.Sum), Variable(Memory.Slot));
        using (W.Block("if (refreshes)"))
        {
            W.Line($"const {TypeOf(Memory.Slot)}* const slots_at = work.tensor<{TypeOf(Memory.Slot)}>({Names.Int(Plan.TensorIndex(Memory.Slot))});");
            W.Line($"{sum} = V();");
            W.Line($"for (int k = 0; k < (int)work.record()[COUNT]; k++) {sum} += k == (int)work.record()[CHOSEN] ? {slot} : V::Load(slots_at, k * work.elements() + i);");
        }
    }

    /// <summary>The element type of a tensor.</summary>
    private string TypeOf(string tensor) => tensor == Memory.Slot && Plan.Rule.HasBufferDtype ? "Slot" : Plan.Rule.PrecisionOf(tensor) switch
    {
        Precision.Float32 => "float",
        Precision.BFloat16 => "BFloat16",
        Precision.Float16 => "Half",
        _ => "Element",
    };

    // A slot's value has been rounded where it was offered.
    protected override string Store(string tensor, string element, string value) =>
        base.Store(tensor, element, tensor != Memory.Slot && IsStochastic(tensor) ? Rounded(tensor, value) : value);

    protected override string Rounded(string tensor, string value)
    {
        if (!IsStochastic(tensor)) return $"V::template Round<{TypeOf(tensor)}>({value})";
        var isBank = Plan.Rule.States.Any(s => s.Field == tensor && s.Kind == Kind.Bank);
        return $"V::template RoundAtRandom<{TypeOf(tensor)}>({value}, {(isBank ? $"noise_of({Noise(tensor)}, (unsigned)k)" : Noise(tensor))}, i)";
    }

    private string Noise(string tensor) => Variable(tensor) + "_noise";

    protected override string Let => "const Index";

    protected override string Counter => "Index";

    protected override string Zeros => "V()";

    protected override string BankElement => "k * work.elements() + i";

    protected override string Lanes(string function) => "V::" + function;

    protected override string Variable(string name) => names.Of(name);

    protected override string Number(int slot) => (Plan.Slots[slot].Stage == 0 ? "work.early(" : "work.late(") + Names.Int(slot) + ")";

    protected override string NumberText(double value) => CudaNumberText.Literal(value);

    protected override string Entry(string vector) => $"work.coefficient({Names.Int(Plan.VectorIndex(vector))}, (int)k)";

    protected override string Length(int vector) => $"work.length({Names.Int(vector)})";

    protected override string Flag(string name) => names.Of(name);

    protected override string LoadOfBank(string bank) => $"V::Load({Pointer(bank)}, {BankElement})";

    /// <summary>A choice of values, not of places: what has an address does not stay in registers. But a bank that is not there is not loaded.</summary>
    protected override string? Custom(Apply apply) => apply.Operation == Operation.Select && apply.Kind.IsElementwise() && !LoadsConditionalBank(apply)
        ? $"V::Choose({Of(apply[0])}, {Of(apply[1])}, {Of(apply[2])})"
        : base.Custom(apply);

    private bool LoadsConditionalBank(Expression expression) =>
        expression.All().OfType<Read>().Any(r => r.Kind == Kind.Bank && Plan.Rule.States.Any(s => s.Field == r.Name && s.When is not null));

    protected override void WriteTotal(Reduction total) => W.Line($"double {TotalOf(total)} = 0;");

    protected override void WriteReduction(Reduction total, Reduce reduce)
    {
        var x = Of(reduce.Value[0]);
        W.Line(total.Operation switch
        {
            Operation.MaxAbs => $"{TotalOf(total)} = larger({TotalOf(total)}, V::MaxAbs({x}));",
            Operation.Dot => $"{TotalOf(total)} += V::Dot({x}, {Of(reduce.Value[1])});",
            Operation.Norm => $"{TotalOf(total)} += V::Dot({x}, {x});",
            _ => $"{TotalOf(total)} += V::Sum({x});",
        });
    }

    protected override void WriteBankLoop(int vector, Action<string> writeTensor)
    {
        using (LoopOver(vector)) writeTensor("k");
    }
}

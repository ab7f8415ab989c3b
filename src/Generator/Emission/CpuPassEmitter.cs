using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>The body of one pass of the fused CPU execution, in C#.</summary>
internal sealed class CpuPassEmitter(Plan plan, Pass pass, CodeWriter w) : LanesPassEmitter(plan, pass, w)
{
    private int _bankLoops;

    public void WriteBody()
    {
        foreach (var tensor in Pass.Loads.Concat(Pass.Stores).Select(t => t.Tensor).Distinct())
            W.Line($"var {Pointer(tensor)} = work.Tensors[{Names.Int(Plan.TensorIndex(tensor))}];");
        foreach (var tensor in Rounded().Where(IsStochastic))
            W.Line($"var {Noise(tensor)} = {Names.Compiled}Noise.Join(work.Noise, {Names.Int(Plan.TensorIndex(tensor))});");
        WriteNumbers();
        WriteVectors();
        foreach (var reduction in Reductions) WriteTotal(reduction);
        W.Blank();
        using (W.Block("for (var i = begin; i < end; i += V.Count)")) WriteElement();
        foreach (var r in Reductions)
        {
            var total = $"totals[{Names.Int(r.Total)}]";
            W.Line(r.Operation == Operation.MaxAbs
                ? $"{total} = Net::Math.Max({total}, V.Largest({TotalOf(r)}));"
                : $"{total} += W.Sum({TotalOf(r)});");
        }
    }

    private void WriteVectors()
    {
        if (Pass.Vectors.Count == 0) return;
        for (var j = 0; j < Plan.Vectors.Count; j++)
        {
            var start = j == 0 ? $"work.Scalars + {Names.Int(Plan.Slots.Count)}" : $"{Variable(Plan.Vectors[j - 1].Name)} + {Length(j - 1)}";
            W.Line($"var {Variable(Plan.Vectors[j].Name)} = {start};" + (Plan.Vectors[j].Value is Read ? "" : $" // {EquationText.Instance.Of(Plan.Vectors[j].Value)}"));
        }
    }

    protected override string Let => "var";

    protected override string Counter => "var";

    protected override string Zeros => "default";

    protected override string BankElement => "k * elements + i";

    protected override void WriteElements() => W.Line("var elements = work.Elements;");

    protected override string Lanes(string function) => "V." + function;

    protected override string Variable(string name) => Names.Variable(name);

    protected override string Number(int slot) => $"work.Scalars[{Names.Int(slot)}]";

    protected override string Entry(string vector) => Variable(vector) + "[k]";

    protected override string Length(int vector) => $"work.Lengths[{Names.Int(vector)}]";

    protected override string Flag(string name) => name + ".Value";

    protected override string LoadOfBank(string bank) => $"V.LoadAhead{TypeOf(bank)}({Pointer(bank)}, {BankElement})";

    protected override string Load(string tensor) => $"V.Load{TypeOf(tensor)}({Pointer(tensor)}, i)";

    // A slot's value has been rounded where it was offered.
    protected override string Store(string tensor, string element, string value) =>
        $"V.Store{TypeOf(tensor)}({Pointer(tensor)}, {element}, {(tensor != Memory.Slot && IsStochastic(tensor) ? Rounded(tensor, value) : value)})";

    protected override string Rounded(string tensor, string value)
    {
        if (TypeOf(tensor).Length == 0) return value;
        if (!IsStochastic(tensor)) return $"V.Round{TypeOf(tensor)}({value})";
        var isBank = Plan.Rule.States.Any(s => s.Field == tensor && s.Kind == Kind.Bank);
        return $"V.Round{TypeOf(tensor)}({value}, {(isBank ? $"{Names.Compiled}Noise.Join({Noise(tensor)}, k)" : Noise(tensor))}, i)";
    }

    private string Noise(string tensor) => Variable(tensor) + "_noise";

    private string TypeOf(string tensor) => tensor == Memory.Slot && Plan.Rule.HasBufferDtype ? $"<{CpuEmitter.SlotType}>" :
        Plan.Rule.PrecisionOf(tensor) is var precision && precision == Precision.Same ? "" : $"<{Names.Compiled}{precision}>";

    protected override void WriteTotal(Reduction total) =>
        W.Line(total.Operation == Operation.MaxAbs ? $"V {TotalOf(total)} = V.All(0);" : $"W {TotalOf(total)} = W.All(0);");

    protected override void WriteReduction(Reduction total, Reduce reduce)
    {
        var target = TotalOf(total);
        var x = Of(reduce.Value[0]);
        if (total.Operation == Operation.MaxAbs)
        {
            W.Line($"{target} = V.Max({target}, V.Abs({x}));");
            return;
        }

        var (low, high) = ($"low{Names.Int(total.Total)}", $"high{Names.Int(total.Total)}");
        W.Line($"var ({low}, {high}) = V.Widen({x});");
        if (total.Operation == Operation.Dot)
        {
            W.Line($"var ({low}b, {high}b) = V.Widen({Of(reduce.Value[1])});");
            W.Line($"{target} = {target} + {low} * {low}b + {high} * {high}b;");
        }
        else
        {
            W.Line(total.Operation == Operation.Norm
                ? $"{target} = {target} + {low} * {low} + {high} * {high};"
                : $"{target} = {target} + {low} + {high};");
        }
    }

    // An instruction that loads from one tensor after the other defeats the processor's prefetching; so up to three tensors
    // have one each.
    protected override void WriteBankLoop(int vector, Action<string> writeTensor)
    {
        var done = "done" + (++_bankLoops == 1 ? "" : Names.Int(_bankLoops));
        W.Line($"var {done} = 0;");
        using (W.Block($"for (; {done} + 1 < {LengthOf(vector)}; {done} += 2)"))
        {
            using (W.Block()) writeTensor(done);
            using (W.Block()) writeTensor(done + " + 1");
        }

        using (W.Block($"if ({done} < {LengthOf(vector)})")) writeTensor(done);
    }
}

using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

// Banks: a loop over their tensors inside the loop over the elements.
internal sealed partial class CpuPassEmitter
{
    private readonly Dictionary<Expression, string> _sums = [];
    private readonly HashSet<Expression> _sumsAtHand = [];
    private int _bankLoops, _bankSums;
    private string? _bankAtHand;

    private const string BankElement = "k * elements + i";

    /// <summary>Reads the sizes of the banks once: what the loop stores could be anything to the JIT, them included.</summary>
    private void WriteLengths()
    {
        var statements = Planner.Flatten(_pass.Statements).ToArray();
        var assigned = statements.OfType<Assign>().Where(a => a.Value.Kind == Kind.Bank).Select(VectorOf);
        var summed = SumsIn(statements.SelectMany(Values).SelectMany(v => v.All())).Select(s => VectorOf(s[0]));
        var vectors = assigned.Concat(summed).Distinct().OrderBy(v => v).ToArray();
        foreach (var vector in vectors) _w.Line($"var {LengthOf(vector)} = work.Lengths[{Names.Int(vector)}];");
        if (vectors.Length > 0) _w.Line("var elements = work.Elements;");
    }

    private int VectorOf(Assign assign) => VectorOf(_plan.Rule.States.First(s => s.Field == assign.Target).Per!);

    private int VectorOf(Expression bank) => VectorOf(Banks.CoefficientsOf(bank, _plan.Rule));

    private int VectorOf(string coefficients) => _plan.VectorIndex(coefficients);

    private string LengthOf(int vector) => _plan.Vectors[vector].Name + "_length";

    private static IEnumerable<Expression> Values(Statement statement) => statement switch
    {
        Assign assign => [assign.Value],
        Reduce reduce => reduce.Value.Arguments,
        _ => [],
    };

    private static IEnumerable<Apply> SumsIn(IEnumerable<Expression> expressions) =>
        expressions.OfType<Apply>().Where(a => a.Operation == Operation.BankSum && a.Kind == Kind.Tensor);

    /// <summary>Assigns a bank; the sums over it that the next statement asks for are added up in the same loop.</summary>
    private void WriteBank(Assign assign, Statement? next)
    {
        var vector = VectorOf(assign);
        var sums = next is null ? [] : SumsIn(Values(next).SelectMany(v => v.All())).Distinct()
            .Where(s => VectorOf(s[0]) == vector && !SumsIn(s[0].All()).Any()).ToArray();
        WriteBankSums(assign.Value);
        // Before the sums of the next statement: those of the old bank may go by the same name.
        var value = Of(assign.Value);
        foreach (var sum in sums) DeclareSum(sum);

        // An instruction that loads from one tensor after the other defeats the processor's prefetching; so up to three tensors
        // have one each.
        var done = "done" + (++_bankLoops == 1 ? "" : Names.Int(_bankLoops));
        _w.Line($"var {done} = 0;");
        using (_w.Block($"for (; {done} + 1 < {LengthOf(vector)}; {done} += 2)"))
        {
            using (_w.Block()) WriteTensor(done);
            using (_w.Block()) WriteTensor(done + " + 1");
        }

        using (_w.Block($"if ({done} < {LengthOf(vector)})")) WriteTensor(done);
        _sumsAtHand.UnionWith(sums);

        void WriteTensor(string k)
        {
            _w.Line($"var k = {k};");
            _w.Line($"V {Names.Variable(assign.Target)} = {value};");
            _w.Line($"V.Store({Pointer(assign.Target)}, {BankElement}, {Names.Variable(assign.Target)});");
            _bankAtHand = assign.Target;
            foreach (var sum in sums) _w.Line($"{_sums[sum]} += {Of(sum[0])};");
            _bankAtHand = null;
        }
    }

    /// <summary>Adds up the bank sums of an expression ahead of the statement that uses them, inner ones first.</summary>
    private void WriteBankSums(Expression expression)
    {
        foreach (var sum in SumsIn(expression.All()).Distinct())
        {
            if (_sumsAtHand.Remove(sum)) continue;
            DeclareSum(sum);
            using (LoopOver(VectorOf(sum[0]))) _w.Line($"{_sums[sum]} += {Of(sum[0])};");
        }
    }

    private void DeclareSum(Apply sum)
    {
        _sums[sum] = "sum" + (++_bankSums == 1 ? "" : Names.Int(_bankSums));
        _w.Line($"V {_sums[sum]} = default;");
    }

    private CodeWriter.Scope LoopOver(int vector) => _w.Block($"for (var k = 0; k < {LengthOf(vector)}; k++)");
}

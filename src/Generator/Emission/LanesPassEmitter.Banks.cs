using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

// Banks: a loop over their tensors inside the loop over the elements.
internal abstract partial class LanesPassEmitter
{
    private readonly Dictionary<Expression, string> _sums = [];
    private readonly HashSet<Expression> _sumsAtHand = [];
    private int _bankSums;
    private string? _bankAtHand;

    /// <summary>Where the lanes of tensor k of a bank are.</summary>
    protected abstract string BankElement { get; }

    /// <summary>Reads the sizes of the banks once: what the loop stores could be anything to the compiler, them included.</summary>
    private void WriteLengths()
    {
        var statements = Planner.Flatten(Pass.Statements).ToArray();
        var assigned = statements.OfType<Assign>().Where(a => a.Value.Kind == Kind.Bank).Select(VectorOf);
        var summed = SumsIn(statements.SelectMany(Values).SelectMany(v => v.All())).Select(s => VectorOf(s[0]));
        var vectors = assigned.Concat(summed).Distinct().OrderBy(v => v).ToArray();
        foreach (var vector in vectors) W.Line($"{Let} {LengthOf(vector)} = {Length(vector)};");
        if (vectors.Length > 0) WriteElements();
    }

    /// <summary>Reads the number of elements of the parameter, where that needs a variable.</summary>
    protected virtual void WriteElements() { }

    private int VectorOf(Assign assign) => VectorOf(Plan.Rule.States.First(s => s.Field == assign.Target).Per!);

    private int VectorOf(Expression bank) => VectorOf(Banks.CoefficientsOf(bank, Plan.Rule));

    private int VectorOf(string coefficients) => Plan.VectorIndex(coefficients);

    protected string LengthOf(int vector) => Variable(Plan.Vectors[vector].Name) + "_length";

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
        WriteBankLoop(vector, WriteTensor);
        _sumsAtHand.UnionWith(sums);

        void WriteTensor(string k)
        {
            if (k != "k") W.Line($"{Let} k = {k};");
            W.Line($"V {Variable(assign.Target)} = {value};");
            W.Line($"{Store(assign.Target, BankElement, Variable(assign.Target))};");
            _bankAtHand = assign.Target;
            foreach (var sum in sums) W.Line($"{_sums[sum]} += {Of(sum[0])};");
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
            using (LoopOver(VectorOf(sum[0]))) W.Line($"{_sums[sum]} += {Of(sum[0])};");
        }
    }

    private void DeclareSum(Apply sum)
    {
        _sums[sum] = "sum" + (++_bankSums == 1 ? "" : Names.Int(_bankSums));
        W.Line($"V {_sums[sum]} = {Zeros};");
    }

    protected CodeWriter.Scope LoopOver(int vector) => W.Block($"for ({Counter} k = 0; k < {LengthOf(vector)}; k++)");
}

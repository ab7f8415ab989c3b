using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Writes the body of one pass: pointers and numbers, then a loop that loads, computes and stores.</summary>
internal sealed partial class CpuPassEmitter : ExpressionText
{
    private readonly Plan _plan;
    private readonly Pass _pass;
    private readonly CodeWriter _w;
    private readonly Dictionary<double, string> _constants = [];
    private readonly Reduction[] _reductions;

    public CpuPassEmitter(Plan plan, Pass pass, CodeWriter w)
    {
        (_plan, _pass, _w) = (plan, pass, w);
        _reductions = plan.Reductions.Where(r => r.Pass == pass.Index && r.Total >= 0).ToArray();
    }

    public void WriteBody()
    {
        WritePointers();
        WriteNumbers();
        foreach (var reduction in _reductions)
            _w.Line(reduction.Operation == Operation.MaxAbs ? $"V total{Names.Int(reduction.Total)} = V.All(0);" : $"W total{Names.Int(reduction.Total)} = W.All(0);");
        _w.Blank();
        using (_w.Block("for (var i = begin; i < end; i += V.Count)"))
        {
            foreach (var load in _pass.Loads.Where(t => t.Kind != Kind.Bank)) WriteLoad(load);
            foreach (var stored in _pass.Stores.Where(t => t.Kind != Kind.Bank && !_pass.Loads.Any(l => l.Tensor == t.Tensor)))
                _w.Line($"V {Names.Variable(stored.Tensor)} = default;");
            WriteLocals();
            WriteStatements(_pass.Statements);
            if (_pass.Index == _plan.Passes.Count - 1) foreach (var store in _pass.Stores.Where(t => t.Kind != Kind.Bank)) WriteStore(store);
        }

        foreach (var r in _reductions)
        {
            var total = $"totals[{Names.Int(r.Total)}]";
            _w.Line(r.Operation == Operation.MaxAbs
                ? $"{total} = Net::Math.Max({total}, V.Largest(total{Names.Int(r.Total)}));"
                : $"{total} += W.Sum(total{Names.Int(r.Total)});");
        }
    }

    private void WritePointers()
    {
        var tensors = _pass.Loads.Concat(_pass.Stores).Select(t => t.Tensor).Distinct().ToArray();
        foreach (var tensor in tensors)
            _w.Line($"var {Pointer(tensor)} = work.Tensors[{Names.Int(_plan.TensorIndex(tensor))}];");
    }

    private static string Pointer(string tensor) => tensor + "_at";

    private void WriteNumbers()
    {
        foreach (var name in _pass.Slots)
        {
            var index = _plan.SlotIndex(name);
            var value = _plan.Slots[index].Value;
            _w.Line($"V {Names.Variable(name)} = V.All(work.Scalars[{Names.Int(index)}]);" + (value is Read ? "" : $" // {EquationText.Instance.Of(value)}"));
        }

        // Literals are broadcast here, once, not in the loop.
        foreach (var literal in Literals(_pass.Statements).Distinct().OrderBy(v => v))
        {
            var name = "n" + Names.Int(_constants.Count + 1);
            _constants.Add(literal, name);
            _w.Line($"V {name} = V.All({Names.Number(literal)});");
        }

        WriteLengths();
        if (_pass.Vectors.Count == 0) return;
        for (var j = 0; j < _plan.Vectors.Count; j++)
        {
            var start = j == 0 ? $"work.Scalars + {Names.Int(_plan.Slots.Count)}" : $"{Names.Variable(_plan.Vectors[j - 1].Name)} + work.Lengths[{Names.Int(j - 1)}]";
            _w.Line($"var {Names.Variable(_plan.Vectors[j].Name)} = {start};" + (_plan.Vectors[j].Value is Read ? "" : $" // {EquationText.Instance.Of(_plan.Vectors[j].Value)}"));
        }
    }

    private static IEnumerable<double> Literals(IEnumerable<Statement> statements) => statements.SelectMany(s => s switch
    {
        Assign assign => Literals(assign.Value),
        Reduce reduce => reduce.Value.Arguments.SelectMany(Literals),
        Branch branch => Literals(branch.Then).Concat(Literals(branch.Else)),
        _ => [],
    });

    private static IEnumerable<double> Literals(Expression expression) => expression switch
    {
        Literal { Kind: Kind.Host } literal => [literal.Value],
        Apply { Operation: Operation.Pow } pow => Literals(pow[0]),
        _ => expression.Operands().SelectMany(Literals),
    };

    private void WriteLoad(Transfer load)
    {
        var value = $"V.Load({Pointer(load.Tensor)}, i)";
        _w.Line($"V {Names.Variable(load.Tensor)} = {(load.Flag is null ? value : $"{Condition(load)} ? {value} : default")};");
    }

    private void WriteStore(Transfer store) =>
        _w.Line($"{(store.Flag is null ? "" : $"if ({Condition(store)}) ")}V.Store({Pointer(store.Tensor)}, i, {Names.Variable(store.Tensor)});");

    private static string Condition(Transfer transfer) => (transfer.FlagHolds ? "" : "!") + transfer.Flag + ".Value";

    /// <summary>Declares the locals that are assigned under a condition first; the others are declared where they are assigned.</summary>
    private void WriteLocals()
    {
        var nested = _pass.Statements.OfType<Branch>().SelectMany(b => Planner.Flatten([b])).OfType<Assign>().Select(a => a.Target);
        foreach (var local in nested.Distinct().Where(IsLocal))
        {
            _w.Line($"V {Names.Variable(local)} = default;");
            _declared.Add(local);
        }
    }

    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);

    private bool IsLocal(string name) => !_plan.Tensors.Contains(name);

    private void WriteStatements(EquatableArray<Statement> statements)
    {
        var previous = "";
        for (var j = 0; j < statements.Count; j++)
        {
            var statement = statements[j];
            if (statement.Text.Length > 0 && statement.Text != previous && statement is not Branch) _w.Line("// " + statement.Text);
            previous = statement.Text;
            switch (statement)
            {
                case Assign { Value.Kind: Kind.Bank } assign:
                    WriteBank(assign, j + 1 < statements.Count ? statements[j + 1] : null);
                    break;
                case Assign assign:
                    WriteBankSums(assign.Value);
                    var declaration = IsLocal(assign.Target) && _declared.Add(assign.Target) ? "V " : "";
                    _w.Line($"{declaration}{Names.Variable(assign.Target)} = {Of(assign.Value)};");
                    break;
                case Reduce reduce:
                    WriteReduce(reduce);
                    break;
                case Branch branch:
                    if (branch.Then.Count > 0)
                        using (_w.Block($"if ({Of(branch.Condition)})")) WriteStatements(branch.Then);
                    if (branch.Else.Count > 0)
                        using (_w.Block(branch.Then.Count > 0 ? "else" : $"if (!({Of(branch.Condition)}))")) WriteStatements(branch.Else);
                    break;
            }
        }
    }

    private void WriteReduce(Reduce reduce)
    {
        foreach (var argument in reduce.Value.Arguments) WriteBankSums(argument);
        var total = _reductions.First(r => r.Name == reduce.Target);
        var target = "total" + Names.Int(total.Total);
        var x = Of(reduce.Value[0]);
        if (total.Operation == Operation.MaxAbs)
        {
            _w.Line($"{target} = V.Max({target}, V.Abs({x}));");
            return;
        }

        var (low, high) = ($"low{Names.Int(total.Total)}", $"high{Names.Int(total.Total)}");
        _w.Line($"var ({low}, {high}) = V.Widen({x});");
        if (total.Operation == Operation.Dot)
        {
            _w.Line($"var ({low}b, {high}b) = V.Widen({Of(reduce.Value[1])});");
            _w.Line($"{target} = {target} + {low} * {low}b + {high} * {high}b;");
        }
        else
        {
            _w.Line(total.Operation == Operation.Norm
                ? $"{target} = {target} + {low} * {low} + {high} * {high};"
                : $"{target} = {target} + {low} + {high};");
        }
    }

    protected override string Read(Read read) => read.Kind switch
    {
        Kind.Bank => read.Name == _bankAtHand ? Names.Variable(read.Name) : $"V.LoadAhead({Pointer(read.Name)}, {BankElement})",
        Kind.Coefficients => $"V.All({Names.Variable(read.Name)}[k])",
        Kind.Condition => read.Name + ".Value",
        _ => Names.Variable(read.Name),
    };

    protected override string Literal(Literal literal) =>
        literal.Kind == Kind.Condition ? literal.Value != 0 ? "true" : "false" : _constants[literal.Value];

    /// <summary>Comparisons and their combinations give masks, for which vectors have functions rather than operators.</summary>
    protected override string? Custom(Apply apply)
    {
        if (apply.Operation == Operation.BankSum && apply.Kind == Kind.Tensor) return _sums[apply];
        if (apply.Operation == Operation.Pow) return PowText(apply);
        if (apply.Operation == Operation.Fill) return Of(apply[0]);
        if (apply.Kind != Kind.Mask) return null;
        return apply.Operation == Operation.Select ? null : "V." + apply.Operation + "(" + Arguments(apply) + ")";
    }

    protected override string Function(Apply apply) => apply.Operation == Operation.Square
        ? PowText(apply)
        : "V." + apply.Operation + "(" + Arguments(apply) + ")";

    private static string? Power(double exponent) => exponent switch
    {
        2 => "V.Square",
        0.5 => "V.Sqrt",
        -0.5 => "V.Rsqrt",
        _ => null,
    };

    private string PowText(Apply apply)
    {
        var x = Of(apply[0]);
        if (apply.Operation == Operation.Square) return $"V.Square({x})";
        if (apply[1] is Literal literal) return Power(literal.Value) is { } function ? $"{function}({x})" : $"V.Pow({x}, {Names.Number(literal.Value)})";
        var slot = _plan.SlotIndex(((Read)apply[1]).Name);
        return $"V.Pow({x}, work.Scalars[{Names.Int(slot)}])";
    }
}

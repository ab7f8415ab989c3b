using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Writes the eager execution: one method per pass, in TorchSharp calls.</summary>
internal sealed class EagerEmitter(Plan plan)
{
    public void WriteDispatch(CodeWriter w)
    {
        w.Line("/// <inheritdoc/>");
        using (w.Block($"public override void Eager(int pass, in {Names.Compiled}EagerWork work)"))
        using (w.Block("switch (pass)"))
        {
            foreach (var pass in plan.Passes.Where(p => p.Statements.Count > 0))
                w.Line($"case {Names.Int(pass.Index)}: Eager{Names.Int(pass.Index)}(in work); break;");
        }
    }

    public void WritePass(CodeWriter w, Pass pass)
    {
        using (w.Block($"private static void Eager{Names.Int(pass.Index)}(in {Names.Compiled}EagerWork work)")) new EagerPassEmitter(plan, pass, w).WriteBody();
    }
}

/// <summary>Writes the statements of one pass.</summary>
internal sealed class EagerPassEmitter(Plan plan, Pass pass, CodeWriter w)
{
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);
    private readonly EagerExpressions _expressions = new(plan);
    private int _bankSums;

    private bool IsLast => pass.Index == plan.Passes.Count - 1;

    public void WriteBody()
    {
        var used = pass.Loads.Concat(pass.Stores).Select(t => t.Tensor).Distinct().ToArray();
        if (used.Any(t => plan.Rule.States.Any(s => s.Field == t))) w.Line("var state = (State)work.State;");
        foreach (var tensor in used) w.Line($"var {Names.Variable(tensor)} = {SourceOf(tensor)};");
        foreach (var name in pass.Slots) WriteNumber(name);
        foreach (var flag in pass.Flags) w.Line($"var {flag} = (work.Variant & {Names.Int(plan.FlagBit(flag))}) != 0;");
        if (pass.Vectors.Count > 0)
        {
            for (var j = 0; j < plan.Vectors.Count; j++)
            {
                var start = j == 0 ? $"work.Scalars + {Names.Int(plan.Slots.Count)}" : $"{Names.Variable(plan.Vectors[j - 1].Name)} + work.Lengths[{Names.Int(j - 1)}]";
                w.Line($"var {Names.Variable(plan.Vectors[j].Name)} = {start};");
            }
        }

        foreach (var local in pass.Statements.OfType<Branch>().SelectMany(b => Planner.Flatten([b])).OfType<Assign>().Select(a => a.Target).Distinct().Where(IsLocal))
        {
            w.Line($"{Names.TorchTensor} {Names.Variable(local)} = null!;");
            _declared.Add(local);
        }

        w.Blank();
        WriteStatements(pass.Statements);
        if (IsLast && plan.Rule.KeepsNarrow) WriteStores();
    }

    /// <summary>With narrower states the rule is computed on copies, which are rounded once.</summary>
    private void WriteStores()
    {
        foreach (var store in pass.Stores.Where(t => t.Tensor != Memory.Slot))
        {
            var condition = store.Flag is null ? "" : $"if ({(store.FlagHolds ? "" : "!")}{store.Flag}) ";
            w.Line($"{condition}work.Store({Names.Int(plan.TensorIndex(store.Tensor))}, {Stored(store.Tensor)}!, {Names.Variable(store.Tensor)});");
        }
    }

    private void WriteNumber(string name)
    {
        var index = plan.SlotIndex(name);
        var value = plan.Slots[index].Value;
        w.Line($"var {Names.Variable(name)} = work.Scalars[{Names.Int(index)}];" + (value is Read ? "" : $" // {EquationText.Instance.Of(value)}"));
    }

    private string SourceOf(string tensor)
    {
        if (tensor == plan.Rule.Gradient) return "work.Gradient";
        if (plan.Scratch.ToList().IndexOf(tensor) is >= 0 and var scratch) return $"work.Scratch({Names.Int(scratch)})";
        if (tensor == Memory.Slot) return Optional("work.MemorySlot", tensor);
        var isOptional = plan.Rule.States.Any(s => s.Field == tensor && s.When is not null);
        if (plan.Rule.KeepsNarrow) return Optional($"work.Widened({Stored(tensor)})", tensor);
        return isOptional ? Optional(Stored(tensor), tensor) : Stored(tensor) + (tensor == plan.Rule.Parameter ? "" : "!") + Unaliased(tensor);
    }

    /// <summary>Where a tensor is kept.</summary>
    private string Stored(string tensor) => tensor == plan.Rule.Parameter ? "work.Parameter"
        : tensor == Memory.Sum ? "work.MemorySum"
        : "state." + Names.Escape(plan.Rule.States.First(s => s.Field == tensor).Name);

    /// <summary>A pass that only reads works on copies of what the rule assigns.</summary>
    private string Unaliased(string tensor) => !IsLast && pass.Stores.Any(t => t.Tensor == tensor) ? ".clone()" : "";

    /// <summary>A tensor that there may not be in this step; it is then not used either.</summary>
    private string Optional(string source, string tensor) =>
        Unaliased(tensor) is { Length: > 0 } copy ? source + "?" + copy + "!" : source + "!";

    private bool IsLocal(string name) => !plan.Tensors.Contains(name);

    private void WriteStatements(EquatableArray<Statement> statements)
    {
        var outer = w.At;
        foreach (var statement in statements)
        {
            if (statement.Text.Length > 0 && statement is not Branch) w.Line("// " + statement.Text);
            w.At = statement.At;
            switch (statement)
            {
                case Assign { Value.Kind: Kind.Bank } assign:
                    WriteBank(assign);
                    break;
                case Assign assign:
                    WriteBankSums(assign.Value);
                    if (IsLocal(assign.Target))
                        w.Line($"{(_declared.Add(assign.Target) ? "var " : "")}{Names.Variable(assign.Target)} = {_expressions.Own(assign.Value)};");
                    else
                        w.Lines(_expressions.AssignInPlace(assign.Target, Names.Variable(assign.Target), assign.Value));
                    break;
                case Reduce reduce:
                    WriteReduce(reduce);
                    break;
                case Branch branch:
                    w.Branch(branch, _expressions.Condition(branch.Condition), WriteStatements);
                    break;
            }

            w.At = outer;
        }
    }

    private void WriteReduce(Reduce reduce)
    {
        foreach (var argument in reduce.Value.Arguments) WriteBankSums(argument);
        var total = plan.Reductions.First(r => r.Name == reduce.Target).Total;
        var x = _expressions.Of(reduce.Value[0]).Text;
        var value = reduce.Value.Operation switch
        {
            Operation.Norm => $"{Names.Compiled}EagerWork.SumOfSquares({x})",
            Operation.Dot => $"{Names.Compiled}EagerWork.Sum({x}.mul({_expressions.Of(reduce.Value[1]).Text}))",
            Operation.MaxAbs => $"{Names.Compiled}EagerWork.MaxAbs({x})",
            _ => $"{Names.Compiled}EagerWork.Sum({x})",
        };
        w.Line($"work.Total({Names.Int(total)}, {value});");
    }

    private void WriteBank(Assign assign)
    {
        WriteBankSums(assign.Value);
        using (BankLoop(assign.Value, assign.Target))
        {
            var row = assign.Target + "_k";
            w.Line($"var {row} = {Names.Variable(assign.Target)}.select(0, k);");
            w.Lines(_expressions.AssignInPlace(assign.Target, row, assign.Value));
        }
    }

    private void WriteBankSums(Expression expression)
    {
        foreach (var sum in expression.All().OfType<Apply>().Where(a => a.Operation == Operation.BankSum && a.Kind == Kind.Tensor).Distinct())
        {
            var name = "sum" + (++_bankSums == 1 ? "" : Names.Int(_bankSums));
            w.Line($"var {name} = {Names.Torch}.zeros_like(work.Gradient);");
            using (BankLoop(sum[0], null)) w.Line($"{name}.add_({_expressions.Of(sum[0]).Argument}{EagerExpressions.One});");
            _expressions.Sums[sum] = name;
        }
    }

    private CodeWriter.Scope BankLoop(Expression bank, string? target)
    {
        var coefficients = plan.Rule.States.FirstOrDefault(s => s.Field == target)?.Per ?? Banks.CoefficientsOf(bank, plan.Rule);
        var vector = plan.VectorIndex(coefficients);
        return w.Block($"for (var k = 0; k < work.Lengths[{Names.Int(vector)}]; k++)");
    }
}

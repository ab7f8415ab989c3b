using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Writes the loop of one fused pass: it loads, computes and stores lanes of several elements at once.</summary>
/// <remarks>C# for the CPU and CUDA C differ in how they spell things, not in what a pass does: the dialects are derived classes.</remarks>
internal abstract partial class LanesPassEmitter : ExpressionText
{
    private readonly Dictionary<double, string> _constants = [];
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);

    protected LanesPassEmitter(Plan plan, Pass pass, CodeWriter w)
    {
        (Plan, Pass, W) = (plan, pass, w);
        Reductions = plan.Reductions.Where(r => r.Pass == pass.Index && r.Total >= 0).ToArray();
    }

    protected Plan Plan { get; }

    protected Pass Pass { get; }

    protected CodeWriter W { get; }

    /// <summary>The reductions of the pass, each with a total of its own.</summary>
    protected Reduction[] Reductions { get; }

    /// <summary>What begins an integer that stays as it is.</summary>
    protected abstract string Let { get; }

    /// <summary>What begins an integer that counts.</summary>
    protected abstract string Counter { get; }

    /// <summary>Lanes of zeros.</summary>
    protected abstract string Zeros { get; }

    /// <summary>A function of the lanes.</summary>
    protected abstract string Lanes(string function);

    /// <summary>A variable of the rule.</summary>
    protected abstract string Variable(string name);

    /// <summary>A number that the pass is given, by its slot.</summary>
    protected abstract string Number(int slot);

    /// <summary>Entry k of a coefficient vector.</summary>
    protected abstract string Entry(string vector);

    /// <summary>The number of entries of a coefficient vector, by its index.</summary>
    protected abstract string Length(int vector);

    /// <summary>Whether a flag is set.</summary>
    protected abstract string Flag(string name);

    /// <summary>Lanes of tensor k of a bank.</summary>
    protected abstract string LoadOfBank(string bank);

    /// <summary>Lanes of a tensor, of whatever type it is kept in.</summary>
    protected virtual string Load(string tensor) => $"{Lanes("Load")}({Pointer(tensor)}, i)";

    /// <summary>Stores lanes in a tensor, rounded to the type that it is kept in.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="element">Where the lanes are.</param>
    /// <param name="value">The lanes.</param>
    protected virtual string Store(string tensor, string element, string value) => $"{Lanes("Store")}({Pointer(tensor)}, {element}, {value})";

    /// <summary>Lanes as a narrower tensor will hold them.</summary>
    protected abstract string Rounded(string tensor, string value);

    /// <summary>The tensors that the pass may have to round for: the states that it stores, and the slot of which it knows what it will hold.</summary>
    protected IEnumerable<string> Rounded()
    {
        var states = Pass.Index < Plan.Passes.Count - 1 ? [] : Pass.Stores.Select(t => t.Tensor).Where(t => t != Memory.Slot);
        var isOffered = Planner.Flatten(Pass.Statements).OfType<Assign>().Any(a => a.Target == Memory.Candidate);
        return isOffered ? states.Append(Memory.Slot) : states;
    }

    /// <summary>Whether a tensor is rounded stochastically.</summary>
    protected bool IsStochastic(string tensor) => tensor == Memory.Slot
        ? Plan.Rule.Memory!.StochasticRounding
        : Plan.Rule.States.Any(s => s.Field == tensor && s.StochasticRounding);

    /// <summary>A total as it is declared before the loop.</summary>
    protected abstract void WriteTotal(Reduction total);

    /// <summary>Adds lanes to a total.</summary>
    protected abstract void WriteReduction(Reduction total, Reduce reduce);

    /// <summary>Assigns a bank, tensor by tensor.</summary>
    protected abstract void WriteBankLoop(int vector, Action<string> writeTensor);

    protected static string TotalOf(Reduction reduction) => "total" + Names.Int(reduction.Total);

    protected string Pointer(string tensor) => Variable(tensor) + "_at";

    protected void WriteNumbers()
    {
        var inLanes = new HashSet<string>(Planner.Flatten(Pass.Statements).SelectMany(Values).SelectMany(ReadsInLanes), StringComparer.Ordinal);
        foreach (var name in Pass.Slots.Where(inLanes.Contains))
        {
            var index = Plan.SlotIndex(name);
            var value = Plan.Slots[index].Value;
            W.Line($"V {Variable(name)} = {Lanes("All")}({Number(index)});" + (value is Read ? "" : $" // {EquationText.Instance.Of(value)}"));
        }

        // Literals are broadcast here, once, not in the loop.
        foreach (var literal in Literals(Pass.Statements).Distinct().OrderBy(v => v))
        {
            var name = "n" + Names.Int(_constants.Count + 1);
            _constants.Add(literal, name);
            W.Line($"V {name} = {Lanes("All")}({NumberText(literal)});");
        }

        WriteLengths();
    }

    protected virtual string NumberText(double value) => Names.Number(value);

    /// <summary>What the loop does for one index i.</summary>
    protected void WriteElement()
    {
        foreach (var load in Pass.Loads.Where(t => t.Kind != Kind.Bank)) WriteLoad(load);
        foreach (var stored in Pass.Stores.Where(t => t.Kind != Kind.Bank && !Pass.Loads.Any(l => l.Tensor == t.Tensor)))
            W.Line($"V {Variable(stored.Tensor)} = {Zeros};");
        WriteLocals();
        WriteStatements(Pass.Statements);
        if (Pass.Index == Plan.Passes.Count - 1) WriteBeforeStores();
        foreach (var store in Plan.Written(Pass).Where(t => t.Kind != Kind.Bank)) WriteStore(store);
    }

    protected virtual void WriteBeforeStores() { }

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

    /// <summary>What is read of an expression as lanes: an exponent is one number for all of them.</summary>
    private static IEnumerable<string> ReadsInLanes(Expression expression) => expression switch
    {
        Read read => [read.Name],
        Apply { Operation: Operation.Pow } pow => ReadsInLanes(pow[0]),
        _ => expression.Operands().SelectMany(ReadsInLanes),
    };

    private void WriteLoad(Transfer load)
    {
        var value = Load(load.Tensor);
        W.Line($"V {Variable(load.Tensor)} = {(load.Flag is null ? value : $"{Condition(load)} ? {value} : {Zeros}")};");
    }

    private void WriteStore(Transfer store) =>
        W.Line($"{(store.Flag is null ? "" : $"if ({Condition(store)}) ")}{Store(store.Tensor, "i", Variable(store.Tensor))};");

    private string Condition(Transfer transfer) => (transfer.FlagHolds ? "" : "!") + Flag(transfer.Flag!);

    /// <summary>Declares the locals that are assigned under a condition first; the others are declared where they are assigned.</summary>
    private void WriteLocals()
    {
        var nested = Pass.Statements.OfType<Branch>().SelectMany(b => Planner.Flatten([b])).OfType<Assign>().Select(a => a.Target);
        foreach (var local in nested.Distinct().Where(IsLocal))
        {
            W.Line($"V {Variable(local)} = {Zeros};");
            _declared.Add(local);
        }
    }

    private bool IsLocal(string name) => !Plan.Tensors.Contains(name);

    private void WriteStatements(EquatableArray<Statement> statements)
    {
        var (previous, outer) = ("", W.At);
        for (var j = 0; j < statements.Count; j++)
        {
            var statement = statements[j];
            if (statement.Text.Length > 0 && statement.Text != previous && statement is not Branch) W.Line("// " + statement.Text);
            previous = statement.Text;
            W.At = statement.At;
            switch (statement)
            {
                case Assign { Value.Kind: Kind.Bank } assign:
                    WriteBank(assign, j + 1 < statements.Count ? statements[j + 1] : null);
                    break;
                case Assign assign:
                    WriteBankSums(assign.Value);
                    var declaration = IsLocal(assign.Target) && _declared.Add(assign.Target) ? "V " : "";
                    W.Line($"{declaration}{Variable(assign.Target)} = {Of(assign.Value)};");
                    break;
                case Reduce reduce:
                    foreach (var argument in reduce.Value.Arguments) WriteBankSums(argument);
                    WriteReduction(Reductions.First(r => r.Name == reduce.Target), reduce);
                    break;
                case Branch branch:
                    W.Branch(branch, Of(branch.Condition), WriteStatements);
                    break;
            }

            W.At = outer;
        }
    }

    protected override string Read(Read read) => read.Kind switch
    {
        Kind.Bank => read.Name == _bankAtHand ? Variable(read.Name) : LoadOfBank(read.Name),
        Kind.Coefficients => $"{Lanes("All")}({Entry(read.Name)})",
        Kind.Condition => Flag(read.Name),
        _ => Variable(read.Name),
    };

    protected override string Literal(Literal literal) =>
        literal.Kind == Kind.Condition ? literal.Value != 0 ? "true" : "false" : _constants[literal.Value];

    /// <summary>Comparisons and their combinations give masks, for which vectors have functions rather than operators.</summary>
    protected override string? Custom(Apply apply)
    {
        if (apply.Operation == Operation.BankSum && apply.Kind == Kind.Tensor) return _sums[apply];
        if (apply.Operation == Operation.Pow) return PowText(apply);
        if (apply.Operation == Operation.Fill) return Of(apply[0]);
        if (apply.Operation == Operation.Round) return Rounded(Memory.Slot, Of(apply[0]));
        if (apply.Kind != Kind.Mask) return null;
        return apply.Operation == Operation.Select ? null : Lanes(apply.Operation.ToString()) + "(" + Arguments(apply) + ")";
    }

    protected override string Function(Apply apply) => Lanes(apply.Operation.ToString()) + "(" + Arguments(apply) + ")";

    private static string? Power(double exponent) => exponent switch
    {
        2 => "Square",
        0.5 => "HalfPower",
        -0.5 => "MinusHalfPower",
        _ => null,
    };

    private string PowText(Apply apply)
    {
        var x = Of(apply[0]);
        if (apply[1] is Literal literal) return Power(literal.Value) is { } function ? $"{Lanes(function)}({x})" : $"{Lanes("Pow")}({x}, {NumberText(literal.Value)})";
        return $"{Lanes("Pow")}({x}, {Number(Plan.SlotIndex(((Read)apply[1]).Name))})";
    }
}

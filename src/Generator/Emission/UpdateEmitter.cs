using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Writes the declaration of a composed rule: the fields and the Update that its author did not have to write.</summary>
internal sealed class UpdateEmitter : ExpressionText
{
    private readonly Rule _rule;
    private readonly CodeWriter _w;
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);

    private UpdateEmitter(CodeWriter w, Rule rule) => (_w, _rule) = (w, rule);

    public static void Write(CodeWriter w, Rule rule) => new UpdateEmitter(w, rule).Write();

    private void Write()
    {
        foreach (var h in _rule.Fields)
            _w.Line($"private {Names.Type(h.Type)} {Names.Escape(h.Name)}{(h.Type == HyperparameterType.Coefficients ? h.Entries.Count > 0 ? $" = [{string.Join(", ", h.Entries.Select(Names.Number))}]" : " = null!" : "")};");
        foreach (var s in _rule.States) _w.Line($"private {TypeOf(s.Kind)}{(s.Kind == Kind.Torch ? "?" : "")} {Names.Escape(s.Field)};");
        _w.Blank();
        _w.Line("/// <summary>The composed rule.</summary>");
        var parameters = _rule.Arguments.Select(a => a switch
        {
            UpdateArgument.Parameter => "ref Dsl::Tensor " + Names.Escape(_rule.Parameter),
            UpdateArgument.Gradient => "Dsl::Tensor " + Names.Escape(_rule.Gradient),
            UpdateArgument.Memory => "Dsl::CriticalMemory memory",
            _ => "int " + Names.Escape(_rule.StepVariable),
        });
        using (_w.Block($"private void Update({string.Join(", ", parameters)})"))
        {
            if (Analysis.Access.Of(_rule.Statements).Any(a => a.Name == Memory.Count)) _w.Line($"double {Memory.Count} = memory.Count;");
            foreach (var assign in Nested(_rule.Statements).OfType<Assign>().Where(a => IsLocal(a.Target)))
                if (_declared.Add(assign.Target)) _w.Line($"{TypeOf(assign.Value)} {Names.Escape(assign.Target)} = default!;");
            Write(_rule.Statements);
            foreach (var kept in _rule.Kept.Where(k => k.Value is not Read read || read.Name != k.Field)) _w.Line($"{Names.Escape(kept.Field)} = {Of(kept.Value)};");
        }
    }

    private static IEnumerable<Statement> Nested(IEnumerable<Statement> statements) =>
        statements.OfType<Branch>().SelectMany(b => Analysis.Planner.Flatten(b.Then).Concat(Analysis.Planner.Flatten(b.Else)));

    private bool IsLocal(string name) => name != _rule.Parameter && !_rule.States.Any(s => s.Field == name);

    private void Write(IEnumerable<Statement> statements)
    {
        foreach (var statement in statements)
        {
            switch (statement)
            {
                case Assign assign:
                    _w.Line($"{(IsLocal(assign.Target) && _declared.Add(assign.Target) ? IsInteger(assign.Value) ? "double " : "var " : "")}{Names.Escape(assign.Target)} = {Of(assign.Value)};");
                    break;
                case Offer offer:
                    _w.Line($"memory.Offer({Of(offer.Value)}{(offer.Priority is Rules.Literal ? "" : ", " + Of(offer.Priority))});");
                    break;
                case Invoke invoke:
                    _w.Line($"{(IsLocal(invoke.Target) && _declared.Add(invoke.Target) ? "Dsl::Tensor " : "")}{Names.Escape(invoke.Target)} = {MethodEmitter.Call(invoke.Method, invoke.Arguments.Select(Of))};");
                    break;
                case Branch branch:
                    using (_w.Block($"if ({Of(branch.Condition)})")) Write(branch.Then);
                    if (branch.Else.Count > 0)
                        using (_w.Block("else")) Write(branch.Else);
                    break;
            }
        }
    }

    private static string TypeOf(Kind kind) => kind switch
    {
        Kind.Condition => "bool",
        Kind.Host => "double",
        Kind.Coefficients => "Dsl::Coefficients",
        Kind.Scalar => "Dsl::Scalar",
        Kind.Mask => "Dsl::Mask",
        Kind.Bank => "Dsl::TensorBank",
        Kind.Torch => Names.TorchTensor,
        _ => "Dsl::Tensor",
    };

    /// <summary>A comparison of Scalars and what is made of it is a Condition, which a rule counts among its Scalars.</summary>
    private static string TypeOf(Expression value) =>
        value is Apply { Kind: Kind.Scalar, Operation: >= Operation.Less and <= Operation.Not } ? "Dsl::Condition" : TypeOf(value.Kind);

    protected override string Read(Read read) => read.Name switch
    {
        Memory.Sum => "memory.Sum",
        Rule.ElementCount => $"Dsl::Equations.Count({Names.Escape(_rule.Parameter)})",
        Memory.CapacityName when _rule.Memory is not null => "memory.Capacity",
        _ => Names.Escape(read.Name) + (read.Kind == Kind.Torch ? "!" : ""),
    };

    /// <summary>Whether the text of a number has the type int.</summary>
    private bool IsInteger(Expression number) => number switch
    {
        Read { Kind: Kind.Host, Name: var name } =>
            name == _rule.StepVariable || _rule.Hyperparameters.Any(h => h.Name == name && h.Type == HyperparameterType.Integer),
        Apply { Operation: Operation.Length } => true,
        Apply { Operation: Operation.Negate } negation => IsInteger(negation[0]),
        Apply { Operation: Operation.Select } choice => IsInteger(choice[1]) && IsInteger(choice[2]),
        Call call => call.Arguments.All(IsInteger),
        _ => false,
    };

    protected override string Literal(Literal literal) =>
        literal.Kind == Kind.Condition ? literal.Value != 0 ? "true" : "false" : Names.Number(literal.Value);

    protected override string Call(Call call) => Names.Math + "." + call.Function + "(" + Arguments(call) + ")";

    protected override string? Custom(Apply apply) => apply.Operation switch
    {
        Operation.And when !apply.Kind.IsHost() => $"({Of(apply[0])} & {Of(apply[1])})",
        Operation.Or when !apply.Kind.IsHost() => $"({Of(apply[0])} | {Of(apply[1])})",
        Operation.Single => $"((double)(float)({Of(apply[0])}))",
        Operation.Sum when apply[0] is Read { Name: Rule.ElementCount } => $"Dsl::Equations.Count({Names.Escape(_rule.Parameter)}, Dsl::Over.{apply.Over})",
        // C# would compute with them as ints.
        >= Operation.Add and <= Operation.Remainder when IsInteger(apply[0]) && IsInteger(apply[1]) =>
            $"((double){Nested(apply[0], UnaryLevel)} {"+-*/%"[apply.Operation - Operation.Add]} {Nested(apply[1], UnaryLevel)})",
        _ => ThrowingText.OfInteger(apply, Of),
    };

    protected override string Function(Apply apply) => apply.Operation switch
    {
        Operation.Length => Of(apply[0]) + ".Count",
        Operation.BankSum => $"Dsl::Equations.Sum({Arguments(apply)})",
        Operation.BankMean => $"Dsl::Equations.Mean({Arguments(apply)})",
        _ => $"Dsl::Equations.{apply.Operation}({Arguments(apply)}{(apply.Operation.IsReduction() && (apply.Over != Over.Tensor || apply[0].Kind == Kind.Scalar) ? ", Dsl::Over." + apply.Over : "")})",
    };
}

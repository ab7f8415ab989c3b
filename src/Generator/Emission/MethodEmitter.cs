using OptimizerDsl.Generator.Analysis;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Writes the calls of eager methods: what they are, and how each is made.</summary>
internal sealed class MethodEmitter(Plan plan)
{
    public void Write(CodeWriter w)
    {
        w.Line("/// <inheritdoc/>");
        var calls = plan.Invocations.Select(i =>
            $"new(\"{i.Call.Method.Name}\", Pass: {Names.Int(i.Pass)}, Result: {Scratch(i.Call.Target)}, Stores: {(i.Call.Arguments.Any(a => IsStored(a, i.Pass)) ? "true" : "false")}, Dimensions: {Names.Int(i.Call.Method.Dimensions)}{Renews(i.Call.Target)})");
        w.Line($"public override Net::Collections.Generic.IReadOnlyList<{Names.Compiled}MethodCall> Methods {{ get; }} = new {Names.Compiled}MethodCall[] {{ {string.Join(", ", calls)} }};");
        w.Blank();
        w.Line("/// <inheritdoc/>");
        w.Line($"public override int Scratch => {Names.Int(plan.Scratch.Count)};");
        w.Blank();
        w.Line("/// <inheritdoc/>");
        using (w.Block($"public override {Names.TorchTensor}? Call(int method, in {Names.Compiled}EagerWork work)"))
        using (w.Block("switch (method)"))
        {
            for (var i = 0; i < plan.Invocations.Count; i++)
            {
                var call = plan.Invocations[i].Call;
                w.Line("// " + call.Text);
                w.Line($"case {Names.Int(i)}: return {Call(call.Method, call.Arguments.Select(Argument))};");
            }

            w.Line("default: throw new Net::ArgumentOutOfRangeException(nameof(method));");
        }
    }

    /// <summary>The call of a method with arguments in C#.</summary>
    public static string Call(EagerMethod method, IEnumerable<string> arguments)
    {
        var values = arguments.Select((a, i) => method.Parameters[i] == EagerParameter.Integer ? $"(int)({a})" : a);
        return $"{Names.Method(method.Type, method.Name)}({string.Join(", ", values)})";
    }

    /// <summary>Whether a pass stores the argument; what another method returns, none does.</summary>
    private bool IsStored(Expression argument, int pass) =>
        argument is Read read && plan.Scratch.Contains(read.Name) && plan.Passes[pass].Stores.Any(s => s.Tensor == read.Name);

    private string Renews(string target) =>
        plan.Renewals.FirstOrDefault(r => r.Name == target) is { } renewal ? $", Renews: {Names.Int(StateIndex(renewal.State))}" : "";

    private int StateIndex(string field) => plan.Rule.TensorStates.ToList().FindIndex(s => s.Field == field);

    private string Scratch(string tensor) => Names.Int(plan.Scratch.ToList().IndexOf(tensor));

    private string Argument(Expression argument) => argument switch
    {
        Literal { Kind: Kind.Condition } truth => truth.Value != 0 ? "true" : "false",
        Literal number => Names.Number(number.Value),
        Apply { Operation: Operation.Not } negation => "!" + Argument(negation[0]),
        Read { Kind: Kind.Condition } flag => $"((work.Variant & {Names.Int(plan.FlagBit(flag.Name))}) != 0)",
        Read { Kind: Kind.Coefficients } coefficients => $"((Options)work.Options).{Names.Escape(coefficients.Name)}!",
        Read { Kind: Kind.Tensor or Kind.Torch } tensor => Tensor(tensor.Name),
        _ => $"work.Scalars[{Names.Int(plan.SlotIndex(((Read)argument).Name))}]",
    };

    private string Tensor(string name)
    {
        if (name == plan.Rule.Parameter) return "work.Parameter";
        if (name == plan.Rule.Gradient) return "work.Gradient";
        if (name == Memory.Sum) return "work.MemorySum!";
        if (plan.Renewals.FirstOrDefault(r => r.Name == name) is { } renewal) return $"work.Renewed({Names.Int(StateIndex(renewal.State))})!";
        return plan.Scratch.Contains(name)
            ? $"work.Scratch({Scratch(name)})"
            : $"((State)work.State).{Names.Escape(plan.Rule.States.First(s => s.Field == name).Name)}!";
    }
}

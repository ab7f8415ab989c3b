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
            $"new(\"{i.Call.Method.Name}\", Pass: {Names.Int(i.Pass)}, Result: {Scratch(i.Call.Target)}, Stores: {(i.Call.Arguments.Any(IsScratch) ? "true" : "false")}, Dimensions: {Names.Int(i.Call.Method.Dimensions)})");
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
        var type = string.Join(".", method.Type.Split('.', '+').Select(Names.Escape));
        var values = arguments.Select((a, i) => method.Parameters[i] == EagerParameter.Integer ? $"(int)({a})" : a);
        return $"global::{type}.{Names.Escape(method.Name)}({string.Join(", ", values)})";
    }

    private bool IsScratch(Expression argument) => argument is Read read && plan.Scratch.Contains(read.Name);

    private string Scratch(string tensor) => Names.Int(plan.Scratch.ToList().IndexOf(tensor));

    private string Argument(Expression argument) => argument switch
    {
        Literal { Kind: Kind.Condition } truth => truth.Value != 0 ? "true" : "false",
        Literal number => Names.Number(number.Value),
        Apply { Operation: Operation.Not } negation => "!" + Argument(negation[0]),
        Read { Kind: Kind.Condition } flag => $"((work.Variant & {Names.Int(plan.FlagBit(flag.Name))}) != 0)",
        Read { Kind: Kind.Coefficients } coefficients => $"((Options)work.Options).{Names.Escape(coefficients.Name)}!",
        Read { Kind: Kind.Tensor } tensor => Tensor(tensor.Name),
        _ => $"work.Scalars[{Names.Int(plan.SlotIndex(((Read)argument).Name))}]",
    };

    private string Tensor(string name)
    {
        if (name == plan.Rule.Parameter) return "work.Parameter";
        if (name == plan.Rule.Gradient) return "work.Gradient";
        if (name == Memory.Sum) return "work.MemorySum!";
        return plan.Scratch.Contains(name)
            ? $"work.Scratch({Scratch(name)})"
            : $"((State)work.State).{Names.Escape(plan.Rule.States.First(s => s.Field == name).Name)}!";
    }
}

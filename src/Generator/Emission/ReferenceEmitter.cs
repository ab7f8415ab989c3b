using OptimizerDsl.Generator.Declarations;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Writes the reference execution: it sets the fields of the declaration, runs its Update, and reads them back.</summary>
internal static class ReferenceEmitter
{
    public static void Write(CodeWriter w, OptimizerDeclaration declaration)
    {
        var rule = declaration.Rule;
        if (declaration.IsShell)
        {
            WriteShell(w, rule);
            return;
        }

        var tensors = rule.TensorStates.ToArray();
        var numbers = rule.NumberStates.ToArray();
        w.Line("/// <summary>Runs Update itself, in float64, on one parameter.</summary>");
        using (w.Block($"protected override void RunReference({Names.Compiled}ReferenceWork work)"))
        {
            w.Line("var options = (Options)work.Options;");
            foreach (var h in rule.Fields)
                w.Line($"this.{Names.Escape(h.Name)} = options.{Names.Escape(h.OptionsName)}{(h.Type == HyperparameterType.Coefficients ? "!" : "!.Value")};");
            for (var i = 0; i < tensors.Length; i++) w.Line($"this.{Names.Escape(tensors[i].Field)} = {Initial(tensors[i], i + 2)};");
            for (var i = 0; i < numbers.Length; i++)
                w.Line($"this.{Names.Escape(numbers[i].Field)} = {(numbers[i].Kind == Kind.Scalar ? $"new(work.Numbers[{Names.Int(i)}])" : $"work.Numbers[{Names.Int(i)}]")};");

            w.Line("var parameter = work.Tensor(0);");
            w.Line($"Update({string.Join(", ", rule.Arguments.Select(Argument))});");
            w.Line("work.Set(0, parameter);");
            for (var i = 0; i < tensors.Length; i++) w.Line($"work.Set({Names.Int(i + 2)}, this.{Names.Escape(tensors[i].Field)});");
            for (var i = 0; i < numbers.Length; i++)
                w.Line($"work.Numbers[{Names.Int(i)}] = this.{Names.Escape(numbers[i].Field)}{(numbers[i].Kind == Kind.Scalar ? ".Value" : "")};");
        }
    }

    /// <summary>Reads and assigns the fields, of which the compiler would say otherwise that nothing does.</summary>
    private static void WriteShell(CodeWriter w, Rule rule)
    {
        w.Line("/// <summary>Does nothing: the declaration is in error.</summary>");
        using (w.Block($"protected override void RunReference({Names.Compiled}ReferenceWork work)"))
            w.Lines(rule.Fields.Select(h => h.Name).Concat(rule.States.Select(s => s.Field)).Select(field => $"_ = this.{Names.Escape(field)}; this.{Names.Escape(field)} = default!;"));
    }

    private static string Argument(UpdateArgument argument) => argument switch
    {
        UpdateArgument.Parameter => "ref parameter",
        UpdateArgument.Gradient => "work.Tensor(1)",
        UpdateArgument.Memory => "work.Memory",
        _ => "work.Step",
    };

    private static string Initial(StateField state, int index)
    {
        if (state.Kind == Kind.Torch) return $"work.Torch({Names.Int(index)})!";
        var isBank = state.Kind == Kind.Bank;
        var current = $"work.{(isBank ? "Bank" : "Tensor")}({Names.Int(index)})";
        if (state.Initial == Rules.Initial.Zero) return current;
        var first = state.Initial.Kind switch
        {
            InitialKind.Parameter => "work.Tensor(0)",
            InitialKind.Gradient => "work.Tensor(1)",
            InitialKind.Hyperparameter => $"work.Filled(this.{Names.Escape(state.Initial.Hyperparameter!)})",
            _ => $"work.Filled({Names.Number(state.Initial.Value)})",
        };
        return $"work.Step == 1 ? {(isBank ? $"work.Spread({Names.Int(index)}, {first})" : first)} : {current}";
    }
}

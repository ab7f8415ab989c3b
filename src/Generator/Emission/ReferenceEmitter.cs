using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Writes the reference execution: it sets the fields of the declaration, runs its Update, and reads them back.</summary>
internal static class ReferenceEmitter
{
    public static void Write(CodeWriter w, Rule rule)
    {
        w.Line("/// <summary>Runs Update itself, in float64, on one parameter.</summary>");
        using (w.Block($"protected override void RunReference({Names.Compiled}ReferenceWork work)"))
        {
            w.Line("var options = (Options)work.Options;");
            foreach (var h in rule.Hyperparameters.Where(h => rule.Memory is null || h.Name is not (Memory.CapacityName or Memory.DecayName)))
                w.Line($"this.{Names.Escape(h.Name)} = options.{Names.Escape(h.OptionsName)}{(h.Type == HyperparameterType.Coefficients ? "!" : "!.Value")};");
            for (var i = 0; i < rule.States.Count; i++)
                w.Line($"this.{Names.Escape(rule.States[i].Field)} = work.{(rule.States[i].Per is null ? "Tensor" : "Bank")}({Names.Int(i + 2)});");
            w.Line("var parameter = work.Tensor(0);");
            w.Line($"Update({string.Join(", ", rule.Arguments.Select(a => a switch
            {
                UpdateArgument.Parameter => "ref parameter",
                UpdateArgument.Gradient => "work.Tensor(1)",
                UpdateArgument.Memory => "work.Memory",
                _ => "work.Step",
            }))});");
            w.Line("work.Set(0, parameter);");
            for (var i = 0; i < rule.States.Count; i++)
                w.Line($"work.Set({Names.Int(i + 2)}, this.{Names.Escape(rule.States[i].Field)});");
        }
    }
}

using Microsoft.CodeAnalysis.CSharp;
using OptimizerDsl.Generator.Declarations;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Writes the options of a parameter group.</summary>
internal static class OptionsEmitter
{
    public static void Write(CodeWriter w, Rule rule)
    {
        var own = rule.Hyperparameters.Where(h => h.Name != "lr").ToArray();
        w.Line("/// <summary>The hyperparameters of a group; what is null is as in the optimizer.</summary>");
        using (w.Block($"public sealed class Options : {Names.Compiled}CompiledOptions"))
        {
            foreach (var h in own)
            {
                w.Line($"/// <summary>{DocumentationEmitter.Describe(h)}</summary>");
                w.Line($"public {Names.Type(h.Type)}? {Names.Escape(h.Name)};");
                w.Blank();
            }

            w.Line("/// <inheritdoc/>");
            w.Line($"protected override {Names.Compiled}CompiledOptions Empty() => new Options();");
            w.Blank();
            Method(w, $"protected override void FillFrom({Names.Modules}OptimizerOptions defaults)",
                own.Length == 0 ? [] : ["var other = (Options)defaults;"],
                ["LearningRate ??= defaults.LearningRate;"],
                own.Select(h => $"this.{Names.Escape(h.Name)} ??= other.{Names.Escape(h.Name)};"));
            w.Blank();
            Method(w, "protected override void Validate()",
                rule.Hyperparameters.Where(h => h.Type != HyperparameterType.Boolean).Select(h => $"{Names.Compiled}Bounds.Require(\"{h.Name}\", {Names.Escape(h.OptionsName)}{Bounds(h)});"));
            if (rule.Constraints.Count > 0) Constraints(w, rule);
            w.Blank();
            Method(w, $"protected override void Assign({Names.Compiled}CompiledOptions source)",
                own.Length == 0 ? [] : ["var other = (Options)source;"],
                own.Select(h => $"this.{Names.Escape(h.Name)} = other.{Names.Escape(h.Name)};"));
            w.Blank();
            Method(w, "protected override void Write(Net::IO.BinaryWriter writer)",
                own.Select(h => $"{Names.Compiled}Checkpoint.Write(writer, \"{h.Name}\", this.{Names.Escape(h.Name)}{Value(h)});"));
            w.Blank();
            Method(w, "protected override void Read(Net::IO.BinaryReader reader)",
                own.Select(h => $"this.{Names.Escape(h.Name)} = {Names.Compiled}Checkpoint.Read{h.Type}(reader, \"{h.Name}\"{Since(rule, h)});"));
        }
    }

    private static void Constraints(CodeWriter w, Rule rule)
    {
        w.Blank();
        w.Line("/// <inheritdoc/>");
        using (w.Block("protected override void ValidateConstraints()"))
        {
            w.Line("var o = this;");
            foreach (var h in rule.Hyperparameters.Where(h => rule.Constraints.Any(c => c.Condition.Reads().Contains(h.Name)))) w.Line(HostEmitter.Hyperparameter(h));
            foreach (var constraint in rule.Constraints)
            {
                var values = constraint.Condition.Reads().Distinct().Select(name => $"(\"{name}\", {Names.Variable(name)})");
                w.Line($"if (!({ThrowingText.Instance.Of(constraint.Condition)})) throw {Names.Compiled}Bounds.Broken({SymbolDisplay.FormatLiteral(constraint.Message, quote: true)}, {string.Join(", ", values)});");
            }
        }
    }

    /// <summary>What stands for a hyperparameter in checkpoints that were saved before there was one.</summary>
    private static string Since(Rule rule, Hyperparameter h) =>
        rule.Memory?.Since(h.Name) is > 1 and var since ? $", since: {Names.Int(since)}{(h.Default is { } value ? $", before: {Names.Number(value)}" : "")}" : "";

    /// <summary>What makes a value of the field of a hyperparameter, once it has one; a type may well be none.</summary>
    private static string Value(Hyperparameter h) => h.Type switch
    {
        HyperparameterType.Coefficients => "!",
        HyperparameterType.ElementType => "",
        _ => "!.Value",
    };

    private static string Bounds(Hyperparameter h) => string.Concat(
        new[] { ("atLeast", h.AtLeast), ("above", h.Above), ("atMost", h.AtMost), ("below", h.Below) }
            .Where(b => !double.IsNaN(b.Item2))
            .Select(b => $", {b.Item1}: {Names.Number(b.Item2)}"));

    private static void Method(CodeWriter w, string signature, params IEnumerable<string>[] lines)
    {
        w.Line("/// <inheritdoc/>");
        using (w.Block(signature))
            foreach (var part in lines) w.Lines(part);
    }
}

using System.Globalization;
using OptimizerDsl.Generator.Declarations;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Writes documentation comments: the equations, and what each hyperparameter may be.</summary>
internal static class DocumentationEmitter
{
    public static void Class(CodeWriter w, OptimizerDeclaration declaration)
    {
        var rule = declaration.Rule;
        if (declaration.Summary.Length == 0) w.Line($"/// <summary>The optimizer {declaration.Name}.</summary>");
        w.Line("/// <remarks>");
        w.Line($"/// One step, for a parameter {Names.Xml(rule.Parameter)} with the gradient {Names.Xml(rule.Gradient)}{(rule.Step is null ? "" : $", in its step {Names.Xml(rule.Step)} = 1, 2, ...")}:");
        w.Line("/// <code>");
        Equations(w, rule.Statements, "");
        w.Line("/// </code>");
        w.Line("/// </remarks>");
    }

    private static void Equations(CodeWriter w, IEnumerable<Statement> statements, string indent)
    {
        var previous = "";
        foreach (var statement in statements)
        {
            if (statement is Branch branch)
            {
                w.Line($"/// {indent}if ({Names.Xml(EquationText.Instance.Of(branch.Condition))})");
                Equations(w, branch.Then, indent + "    ");
                if (branch.Else.Count == 0) continue;
                w.Line($"/// {indent}else");
                Equations(w, branch.Else, indent + "    ");
            }
            else if (statement.Text.Length > 0 && statement.Text != previous)
            {
                w.Line("/// " + indent + Names.Xml(statement.Text));
                previous = statement.Text;
            }
        }
    }

    public static void Constructor(CodeWriter w, OptimizerDeclaration declaration, string parameters, IEnumerable<Hyperparameter> hyperparameters)
    {
        w.Line($"/// <summary>Makes an optimizer of the kind {declaration.Name}.</summary>");
        w.Line($"/// <param name=\"parameters\">{parameters}</param>");
        foreach (var h in hyperparameters) w.Line($"/// <param name=\"{h.Name}\">{Describe(h)}</param>");
        w.Line($"/// <exception cref=\"Net::ArgumentException\">There are no parameters, or one is null, given twice or not of a floating-point type; or a hyperparameter is out of bounds.{string.Concat(declaration.Rule.Constraints.Select(c => $" {Names.Xml(c.Message)}."))}</exception>");
    }

    /// <summary>"The decay of the first moment. At least 0 and below 1; default 0.9."</summary>
    public static string Describe(Hyperparameter h)
    {
        if (h.Type == HyperparameterType.ElementType) return h.Summary.TrimEnd('.') + "; default null.";
        var summary = h.Summary.Length == 0 ? "" : h.Summary.TrimEnd('.') + ". ";
        var what = h.Type switch
        {
            HyperparameterType.Boolean => "True or false",
            HyperparameterType.Coefficients => "Each entry " + Documentation.Bounds(h),
            HyperparameterType.Integer => "A whole number, " + Documentation.Bounds(h),
            _ => char.ToUpperInvariant(Documentation.Bounds(h)[0]) + Documentation.Bounds(h).Substring(1),
        };
        var value = h.Default is not { } d ? h.IsRequired ? "; required" : ""
            : "; default " + (h.Type == HyperparameterType.Boolean ? d != 0 ? "true" : "false" : d.ToString("R", CultureInfo.InvariantCulture));
        return summary + what + value + ".";
    }
}

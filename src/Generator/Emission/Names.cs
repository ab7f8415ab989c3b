using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Names and literals in generated C#.</summary>
internal static class Names
{
    // Through aliases (see SourceFile): they are short, and no type of the user's can be taken for them.
    public const string Compiled = "Dsl::Compiled.";
    public const string Torch = "Torch::torch";
    public const string TorchTensor = "Torch::torch.Tensor";
    public const string Modules = "Torch::Modules.";
    public const string Coefficients = "Dsl::Coefficients";
    public const string Math = "Net::Math";
    public const string Enumerable = "Net::Collections.Generic.IEnumerable";

    /// <summary>The name, usable where it is a keyword too.</summary>
    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>The name of a variable of the rule in generated code, where the emitters have variables of their own.</summary>
    /// <remarks>Theirs are left to them by an underscore more: work is written work_, and then work_ is written work__.</remarks>
    public static string Variable(string name) => s_taken.IsMatch(name) ? name + "_" : Escape(name);

    private static readonly Regex s_taken = new(
        @"^(work|begin|end|i|k|V|W|s|o|inputs|totals|state|options|step|memoryCount|stage|lengths|elements|vector|(n|sum|total|low|high|done)\d*b?|.+_at|.+_noise|.+_length|.+_k)_*$",
        RegexOptions.CultureInvariant);

    /// <summary>A literal that is exactly this number.</summary>
    public static string Number(double value)
    {
        if (double.IsNaN(value)) return "double.NaN";
        if (double.IsInfinity(value)) return value > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity";
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Any(c => c is '.' or 'E' or 'e') ? text : text + ".0";
    }

    public static string Int(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Type(HyperparameterType type) => type switch
    {
        HyperparameterType.Boolean => "bool",
        HyperparameterType.Integer => "int",
        HyperparameterType.Coefficients => Coefficients,
        HyperparameterType.ElementType => Torch + ".ScalarType",
        _ => "double",
    };

    /// <summary>A static method, by the metadata name of its class.</summary>
    public static string Method(string type, string name) => $"global::{string.Join(".", type.Split('.', '+').Select(Escape))}.{Escape(name)}";

    /// <summary>The text in an XML documentation comment.</summary>
    public static string Xml(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}

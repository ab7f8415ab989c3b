using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using OptimizerDsl.Generator.Rules;

namespace OptimizerDsl.Generator.Emission;

/// <summary>Names and literals in generated C#.</summary>
internal static class Names
{
    public const string Compiled = "global::OptimizerDsl.Compiled.";
    public const string Torch = "global::TorchSharp.torch";
    public const string TorchTensor = "global::TorchSharp.torch.Tensor";
    public const string Modules = "global::TorchSharp.Modules.";
    public const string Coefficients = "global::OptimizerDsl.Coefficients";

    /// <summary>The name, usable where it is a keyword too.</summary>
    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

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
        _ => "double",
    };

    /// <summary>The text in an XML documentation comment.</summary>
    public static string Xml(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
